package org.morango.server;

import java.io.FilterInputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.morango.settings.PeerSettings;

/**
 * Limits how many bytes of all bodies are in memory at once, uncompressed. A caller for which there is no room is asked
 * to send its request again later.
 */
final class BodyMemory {
    private static final int SECONDS = 2;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(PeerSettings settings) {
        this.most = settings.limits().maxBodyBytesAtOnce();
    }

    /** Begins a request whose body counts, until the share is closed. */
    Share share() {
        return new Share();
    }

    /** The memory that one request takes; used by the request's thread only. */
    final class Share implements AutoCloseable {
        private long own;
        private long limit;

        private Share() {}

        /** @param proven whether the sender is authenticated: half of the room is reserved for such requests */
        void take(long bytes, boolean proven) {
            own += bytes;
            if (taken.addAndGet(bytes) > (proven ? most : most / 2)) {
                throw Refusal.busy("The server has no room for this body now.", SECONDS);
            }
        }

        /** Returns the request with a body whose content will count. */
        MorangoRequest of(MorangoRequest request) {
            return request.withBody(new Raw(request, this));
        }

        /** Limits the bytes of the content; before that, no body may be read. */
        void limit(long bytes) {
            this.limit = bytes;
        }

        long limit() {
            return limit;
        }

        @Override
        public void close() {
            taken.addAndGet(-own);
        }
    }

    /** The body as it was received. It counts when its content is read, because only the content stays in memory. */
    private static final class Raw extends FilterInputStream implements Counted {
        private final Share share;

        Raw(MorangoRequest request, Share share) {
            super(request.body());
            this.share = share;
        }

        @Override
        public Share share() {
            return share;
        }
    }

    /** A body that knows the share to which its content counts. */
    interface Counted {
        Share share();
    }
}
