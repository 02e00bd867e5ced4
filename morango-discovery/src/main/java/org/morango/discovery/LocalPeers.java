package org.morango.discovery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.morango.Peer;
import org.morango.client.Subscription;
import org.morango.common.Experimental;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds peers of the same root on the local network and keeps in sync with them, until it is closed. Announces this peer
 * as well, if its port is given. See docs/local-network.md. Thread-safe.
 *
 * <p>Only peers that prove a valid certificate under a root of this database are synced with. Whom the application keeps
 * in sync itself stays as it is. Uses one thread, up to four for proofs, four for each network interface, and one for
 * each peer with which it keeps in sync. Some of them keep the process alive, so close it.
 */
@Experimental
public final class LocalPeers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPeers.class);
    private static final long STEP_MILLIS = 1_000;
    private static final int CLOSING_SECONDS = 60;

    private final Search search;
    private final ExecutorService thread;
    private final List<Consumer<List<LocalPeer>>> listeners = new CopyOnWriteArrayList<>();
    private volatile List<LocalPeer> peers = List.of();
    private boolean isAwake;
    private boolean isClosed;

    private LocalPeers(Peer peer, LocalPeersSettings settings, Air air) {
        this.search = new Search(peer, settings, air, this::wake);
        this.thread = peer.settings().threads().pool("morango-local", 1);
        thread.execute(this::run);
    }

    /** Begins to search. Returns at once. */
    public static LocalPeers start(Peer peer, LocalPeersSettings settings) {
        return start(
                peer,
                settings,
                new MdnsAir(new Interfaces(settings), peer.settings().random()));
    }

    static LocalPeers start(Peer peer, LocalPeersSettings settings, Air air) {
        return new LocalPeers(peer, settings, air);
    }

    /** Returns the peers that are known now, in the order in which they were found. */
    public List<LocalPeer> peers() {
        return peers;
    }

    /**
     * Adds a listener, which receives the peers each time something about them has changed. Called by the searching
     * thread, so a slow listener delays the search; its exceptions are logged. It must not close this object.
     */
    public Subscription onChange(Consumer<List<LocalPeer>> listener) {
        // One object for each call, so that a listener may be added twice.
        Consumer<List<LocalPeer>> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private synchronized void wake() {
        isAwake = true;
        notifyAll();
    }

    private void run() {
        try {
            while (await()) {
                try {
                    search.step();
                } catch (RuntimeException e) {
                    LOG.warn("The search for local peers goes on after a failure: {}", String.valueOf(e.getMessage()));
                    LOG.debug("The search for local peers goes on after a failure", e);
                }
                publish(search.snapshot());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            search.close();
            publish(List.of());
        }
    }

    /** Waits until there is something to do. Returns false when it is closed. */
    private synchronized boolean await() throws InterruptedException {
        if (!isAwake && !isClosed) {
            wait(STEP_MILLIS);
        }
        isAwake = false;
        return !isClosed;
    }

    private void publish(List<LocalPeer> now) {
        if (!now.equals(peers)) {
            peers = now;
            listeners.forEach(listener -> tell(listener, now));
        }
    }

    private static void tell(Consumer<List<LocalPeer>> listener, List<LocalPeer> now) {
        try {
            listener.accept(now);
        } catch (RuntimeException e) {
            LOG.error("A listener of the peers on the local network has failed; the search goes on", e);
        }
    }

    /** Ends the search, the announcement, and the syncs with found peers. What is cut off is resumed later. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The search for local peers does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
