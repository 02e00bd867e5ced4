package org.morango.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.morango.server.ResponseStream;

/**
 * Writes a response that goes on, without a thread while there is nothing to write or the caller does not read. It is
 * never dispatched again: filters, such as those of Spring Security, would refuse that.
 */
final class AsyncStream implements WriteListener, AsyncListener {
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final ResponseStream stream;
    private boolean isPossible;
    private boolean hasToFlush;
    private boolean isDone;

    private AsyncStream(AsyncContext async, ServletOutputStream out, ResponseStream stream) {
        this.async = async;
        this.out = out;
        this.stream = stream;
    }

    /** Begins to write a response whose head is set. */
    static void begin(AsyncContext async, ResponseStream stream) throws IOException {
        ServletOutputStream out = async.getResponse().getOutputStream();
        AsyncStream writing = new AsyncStream(async, out, stream);
        async.setTimeout(0);
        async.addListener(writing);
        out.setWriteListener(writing);
        stream.begin(writing::available);
    }

    private synchronized void available() {
        if (isPossible) {
            write();
        }
    }

    @Override
    public synchronized void onWritePossible() {
        isPossible = true;
        write();
    }

    private void write() {
        try {
            // If it is not ready, the container calls again once it is.
            while (!isDone && out.isReady()) {
                if (hasToFlush) {
                    hasToFlush = false;
                    out.flush();
                } else if (!writeNext()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The connection broke.
            end();
        }
    }

    /** Writes what there is. Returns false if there is nothing. */
    private boolean writeNext() throws IOException {
        byte[] bytes = stream.take();
        if (bytes.length == 0) {
            if (stream.isOver()) {
                end();
            }
            return false;
        }
        out.write(bytes);
        hasToFlush = true;
        return true;
    }

    private synchronized void end() {
        if (isDone) {
            return;
        }
        isDone = true;
        stream.disconnected();
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has ended it already.
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        isDone = true;
        stream.disconnected();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
