package org.morango.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Carries bytes between a client and a server slowly, or cuts each connection after some. */
public final class PoorLink implements AutoCloseable {
    private static final int PIECE = 500;
    private static final int BUFFER = 4 * 1024;

    private final ServerSocket entry = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private final double bytesPerSecond;
    private final LongSupplier cutAfter;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();

    private PoorLink(int target, double bytesPerSecond, LongSupplier cutAfter) throws IOException {
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        this.cutAfter = cutAfter;
        entry.setReceiveBufferSize(BUFFER);
        entry.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::accept);
    }

    public static PoorLink good(int target) throws IOException {
        return new PoorLink(target, 0, () -> Long.MAX_VALUE);
    }

    /** Returns a link with this rate, in bytes a second, in each direction for all connections together. */
    public static PoorLink slow(int target, double bytesPerSecond) throws IOException {
        return new PoorLink(target, bytesPerSecond, () -> Long.MAX_VALUE);
    }

    /** @param bytes supplies the number of bytes, in both directions, after which the next connection breaks */
    public static PoorLink breaking(int target, LongSupplier bytes) throws IOException {
        return new PoorLink(target, 0, bytes);
    }

    public String url() {
        return Facility.url(entry.getLocalPort());
    }

    /** Returns the number of bytes that the client has sent, including headers. */
    public long sent() {
        return sent.get();
    }

    public long received() {
        return received.get();
    }

    public long cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket client = entry.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                AtomicLong left = new AtomicLong(cutAfter.getAsLong());
                threads.execute(() -> carry(client, server, sent, left));
                threads.execute(() -> carry(server, client, received, left));
            } catch (IOException e) {
                // The link is closed, or the server does not listen any more.
                continue;
            }
        }
    }

    private void carry(Socket from, Socket to, AtomicLong count, AtomicLong left) {
        byte[] piece = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                count.addAndGet(read);
                if (bytesPerSecond > 0) {
                    pace(read, count);
                }
                if (left.addAndGet(-read) < 0) {
                    cuts.incrementAndGet();
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    return;
                }
                out.write(piece, 0, read);
            }
        } catch (IOException e) {
            // The other direction has ended the connection.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** One lock for each direction. */
    private void pace(int bytes, AtomicLong direction) {
        synchronized (direction) {
            long until = System.nanoTime() + (long) (bytes / bytesPerSecond * 1e9);
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
