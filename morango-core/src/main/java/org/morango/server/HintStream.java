package org.morango.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.morango.internal.binding.Hint;
import org.morango.internal.binding.HintProof;
import org.morango.internal.transfer.PeerBacklog;
import org.morango.session.SyncSession;

/** The hints for one listener, as Server-Sent Events. Holds each kind at most once until it is written. */
final class HintStream implements ResponseStream {
    private static final Runnable NOBODY = () -> {};

    private final SyncSession session;
    private final PeerBacklog backlog;
    private final HintProof proof;
    private final String rootId;
    private final Instant ends;
    private final EnumSet<Hint> waiting = EnumSet.of(Hint.OPEN);
    private Runnable available = NOBODY;
    private long number;
    private boolean isOver;
    private volatile @Nullable Runnable gone;
    /** When the next heartbeat is due; used by the thread of the hints alone. */
    private Instant nextBeat;
    /** The revocations under the root with which the session was last looked at; unknown at first. Used likewise. */
    private String revoked = "";

    /**
     * @param rootId the root of the session's certificates
     * @param ends when the first of them expires, or the client is asked to come again
     */
    HintStream(
            SyncSession session, PeerBacklog backlog, HintProof proof, String rootId, Instant ends, Instant nextBeat) {
        this.session = session;
        this.backlog = backlog;
        this.proof = proof;
        this.rootId = rootId;
        this.ends = ends;
        this.nextBeat = nextBeat;
    }

    SyncSession session() {
        return session;
    }

    PeerBacklog backlog() {
        return backlog;
    }

    String rootId() {
        return rootId;
    }

    Instant ends() {
        return ends;
    }

    Instant nextBeat() {
        return nextBeat;
    }

    void nextBeat(Instant next) {
        this.nextBeat = next;
    }

    String revoked() {
        return revoked;
    }

    void revoked(String digest) {
        this.revoked = digest;
    }

    /** Sets what is called once, when the connection is gone. */
    void onGone(Runnable listener) {
        gone = listener;
    }

    /** Adds a hint, unless it waits to be written already. */
    void add(Hint hint) {
        Runnable wake;
        synchronized (this) {
            if (isOver || !waiting.add(hint)) {
                return;
            }
            wake = available;
        }
        wake.run();
    }

    @Override
    public void begin(Runnable listener) {
        synchronized (this) {
            available = listener;
        }
        listener.run();
    }

    @Override
    public synchronized byte[] take() {
        StringBuilder events = new StringBuilder();
        for (Hint hint : waiting) {
            if (!isOver) {
                events.append(proof.event(hint, number++));
                isOver = hint.isLast();
            }
        }
        waiting.clear();
        return events.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized boolean isOver() {
        return isOver;
    }

    @Override
    public void disconnected() {
        synchronized (this) {
            isOver = true;
            waiting.clear();
            available = NOBODY;
        }
        Runnable listener = gone;
        if (listener != null) {
            listener.run();
        }
    }
}
