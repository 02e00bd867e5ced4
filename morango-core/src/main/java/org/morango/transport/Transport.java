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
