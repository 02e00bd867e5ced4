package org.morango.server;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.PeerSettings;

/** What each address may still do. Of the addresses that have been quiet for longest nothing is remembered. */
final class CallerLimits {
    private static final int MOST_ADDRESSES = 10_000;
    private static final double MILLIS_PER_MINUTE = 60_000;

    private final PeerSettings settings;
    private final Buckets requests;
    private final Buckets openings;
    private final Buckets wrongPasswords;

    CallerLimits(PeerSettings settings) {
        this.settings = settings;
        this.requests = new Buckets(settings.rateLimits().requests());
        this.openings = new Buckets(settings.rateLimits().openings());
        this.wrongPasswords = new Buckets(settings.rateLimits().wrongPasswords());
    }

    void request(MorangoRequest request) {
        requests.take(request.remoteAddress(), settings.clock().instant());
    }

    void opening(MorangoRequest request) {
        openings.take(request.remoteAddress(), settings.clock().instant());
    }

    /** Whoever has guessed too often is not even listened to. */
    void password(MorangoRequest request) {
        wrongPasswords.require(request.remoteAddress(), settings.clock().instant());
    }

    void wrongPassword(MorangoRequest request) {
        wrongPasswords.take(request.remoteAddress(), settings.clock().instant());
    }

    /** For each address a bucket that fills up again over a minute. */
    private static final class Buckets {
        private final int size;
        private final Map<String, Level> levels = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
                return size() > MOST_ADDRESSES;
            }
        };

        private record Level(double left, Instant at) {}

        Buckets(int size) {
            this.size = size;
        }

        synchronized void require(String address, Instant now) {
            if (size > 0 && level(address, now) < 1) {
                double missing = 1 - level(address, now);
                throw Refusal.later((int) Math.ceil(missing * MILLIS_PER_MINUTE / size / 1_000));
            }
        }

        synchronized void take(String address, Instant now) {
            require(address, now);
            if (size > 0) {
                levels.put(address, new Level(level(address, now) - 1, now));
            }
        }

        private double level(String address, Instant now) {
            Level level = levels.get(address);
            if (level == null) {
                return size;
            }
            double passed = Math.max(0, Duration.between(level.at(), now).toMillis());
            return Math.min(size, level.left() + passed * size / MILLIS_PER_MINUTE);
        }
    }
}
