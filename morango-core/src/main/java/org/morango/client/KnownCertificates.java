package org.morango.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.morango.certificate.Certificate;

/**
 * Certificates under which servers have opened sessions a short time ago, so that they need not be asked again which
 * ones they have. A server may get a better one meanwhile; therefore they are forgotten after an hour, and earlier if
 * they are about to expire. Thread-safe.
 */
final class KnownCertificates {
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<Key, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST;
        }
    };

    KnownCertificates(Clock clock) {
        this.clock = clock;
    }

    /**
     * A server, as seen by one certificate of this side.
     *
     * @param address the server's address
     * @param instance the instance that it says it is
     * @param mine the id of this side's certificate
     */
    record Key(String address, String instance, String mine) {}

    private record Known(Certificate certificate, Instant since) {}

    synchronized Optional<Certificate> find(Key server) {
        Known found = known.get(server);
        if (found != null
                && Duration.between(found.since, clock.instant()).abs().compareTo(KEPT) >= 0) {
            known.remove(server);
            return Optional.empty();
        }
        return Optional.ofNullable(found).map(Known::certificate);
    }

    /** Keeps the certificate of a session that was opened, unless it is about to expire. */
    synchronized void keep(Key server, Certificate certificate) {
        Instant now = clock.instant();
        if (certificate.expires().filter(now.plus(KEPT)::isAfter).isEmpty()) {
            known.put(server, new Known(certificate, now));
        }
    }

    synchronized void forget(Key server) {
        known.remove(server);
    }
}
