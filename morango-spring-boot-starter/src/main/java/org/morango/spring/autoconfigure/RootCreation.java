package org.morango.spring.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.replica.SyncLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the root certificate that others join, once, even if several nodes start at the same time. */
final class RootCreation {
    private static final Logger LOG = LoggerFactory.getLogger(RootCreation.class);
    private static final String TURN = "creation of a root of ";
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Morango morango;
    private final Clock clock;

    RootCreation(Morango morango, Clock clock) {
        this.morango = morango;
        this.clock = clock;
    }

    void createIfMissing(String scope) {
        ScopeDefinition definition = morango.replica()
                .certificates()
                .scopeDefinition(scope)
                .orElseThrow(() -> new MorangoException(
                        "morango.create-root names the scope definition " + scope
                                + ", which is unknown here; define a bean of it.",
                        Map.of("scope_definition", scope)));
        if (hasCertificate(definition)) {
            return;
        }
        SyncLog log = morango.replica().syncLog();
        Optional<SyncLog.Lease> turn = log.begin(log.read(TURN + scope), LEASE, clock.instant());
        if (turn.isEmpty()) {
            LOG.info("Another node creates the root of scope {}", scope);
            return;
        }
        try {
            if (!hasCertificate(definition)) {
                Certificate root = morango.certificates().createRoot(scope);
                LOG.info("Created root {} of scope {}, which others may join", root.id(), scope);
            }
        } finally {
            log.end(turn.get(), clock.instant());
        }
    }

    private boolean hasCertificate(ScopeDefinition definition) {
        return morango.certificates().owned().stream()
                .anyMatch(own -> own.profile().equals(definition.profile()));
    }
}
