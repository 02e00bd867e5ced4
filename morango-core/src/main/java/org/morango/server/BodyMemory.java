package org.morango.server;

import java.io.FilterInputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.morango.PeerSettings;

/** Bounds how much of all bodies is in memory at once, unpacked. Who comes when there is no room is asked to come again. */
final class BodyMemory {
    private static final int SECONDS = 2;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(PeerSettings settings) {
        this.most = settings.maxBodyBytesAtOnce();
    }

    /** A request whose body counts, from now until the share is closed. */
    Share share() {
        return new Share();
    }

    /** What one request takes; for its thread alone. */
    final class Share implements AutoCloseable {
        private long own;

        private Share() {}

        /** @param proven whether it is known who sends it: half of the room is kept for those */
        void take(long bytes, boolean proven) {
            own += bytes;
            if (taken.addAndGet(bytes) > (proven ? most : most / 2)) {
                throw Refusal.busy("The server has no room for this body now.", SECONDS);
            }
        }

        /** The request with a body whose content will count. */
        MorangoRequest of(MorangoRequest request) {
            return request.withBody(new Raw(request, this));
        }

        @Override
        public void close() {
            taken.addAndGet(-own);
        }
    }

    /** The body as it came; it counts when its content is read, as only that stays. */
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

    /** A body that knows whose share its content takes. */
    interface Counted {
        Share share();
    }
}
