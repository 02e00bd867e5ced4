package org.morango.client;

import java.util.concurrent.atomic.AtomicLong;

/** Counts requests and the bytes of bodies as they are on the wire. */
final class Traffic {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    void request(long bytes) {
        requests.incrementAndGet();
        sent.addAndGet(bytes);
    }

    void response(long bytes) {
        received.addAndGet(bytes);
    }

    Count now() {
        return new Count(requests.get(), sent.get(), received.get());
    }

    /** The counts at one moment. */
    record Count(long requests, long sent, long received) {

        Count since(Count earlier) {
            return new Count(requests - earlier.requests, sent - earlier.sent, received - earlier.received);
        }
    }
}
