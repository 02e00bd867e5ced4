package org.morango.transport;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.morango.common.Threads;

/**
 * Carries requests to servers; by default with the JDK's HTTP client. Replace it to use another client, or none. One
 * instance per connection. Called by several threads at once.
 */
public interface Transport extends AutoCloseable {

    /** Plain HTTP/1.1 by the JDK's client, in daemon threads. */
    static Transport jdk(Duration connectTimeout) {
        return jdk(connectTimeout, Threads.daemons());
    }

    /** Plain HTTP/1.1 by the JDK's client, in threads of the application. */
    static Transport jdk(Duration connectTimeout, Threads threads) {
        return jdk(connectTimeout, threads, 0);
    }

    /**
     * Plain HTTP/1.1 with the JDK's client, in threads of the application.
     *
     * @param minBytesPerSecond how fast bodies have to move on average, once a request's timeout is over; 0 for any
     *     speed
     */
    static Transport jdk(Duration connectTimeout, Threads threads, long minBytesPerSecond) {
        return new JdkTransport(connectTimeout, threads, minBytesPerSecond);
    }

    /**
     * Sends a request once. Follows no redirection, because that could send a password to another host.
     *
     * @throws IOException if there is no answer, or not all of it; the request may be sent again
     * @throws TooLargeException if the answer has more bytes than {@code maxBodyBytes}
     */
    Response send(Request request) throws IOException, InterruptedException;

    /** Returns whether {@link #stream} works; if not, peers are asked at intervals. */
    default boolean canStream() {
        return false;
    }

    /**
     * Sends a request once, whose answer goes on for long, and returns when the head of the answer is there. An answer
     * of another status than 200 is read to its end, as {@link #send} does.
     *
     * @param lines receives the lines of an answer of status 200, by other threads, one after another
     * @return the answer, to be closed
     * @throws IOException as {@link #send} does
     * @throws UnsupportedOperationException if this transport cannot stream
     */
    default Stream stream(Request request, Lines lines) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("This transport gives no lines of an answer that goes on.");
    }

    /** Receives the lines of an answer that goes on. Has to return soon. */
    interface Lines {
        /** The most bytes of a line; a longer one ends the answer. */
        int MAX_BYTES = 8 * 1024;

        void line(String line);

        /** Called once, when no more lines come: the answer has ended, or the connection is broken. */
        void ended();
    }

    /** An answer that goes on. */
    interface Stream extends AutoCloseable {
        /** Returns the head, with a body only if the status is not 200. */
        Response head();

        /** Ends the answer, with its connection. */
        @Override
        void close();
    }

    /** Whether requests go straight to the host and port of their URI, so that these can be probed when a request fails. */
    default boolean isDirect() {
        return false;
    }

    /** Closes the connections. */
    @Override
    default void close() {}

    /**
     * A request.
     *
     * @param body empty if there is none
     * @param timeout how long to wait while nothing of the request or its answer moves
     * @param maxBodyBytes the most bytes that the answer may have, as they cross the wire
     */
    record Request(
            String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout, long maxBodyBytes) {}

    /**
     * An answer.
     *
     * @param headers by their names in lower case; of repeated ones the first
     * @param body as it crossed the wire: still compressed if the headers say so
     */
    record Response(int status, Map<String, String> headers, byte[] body) {}

    /** An answer has more bytes than this side accepts. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        public TooLargeException(long limit) {
            super("an answer of more than " + limit + " bytes");
        }
    }
}
