package org.morango.internal.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.record.ModelSet;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.session.Direction;
import org.morango.session.SyncSession;

/**
 * The models that both certificates of a session allow in its transfers, whichever side sends. They stay the same for
 * the whole session.
 */
final class TransferModels {
    private static final int MOST = 1_000;

    private final CertificateStore certificates;
    private final Map<String, Models> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Models> eldest) {
            return size() > MOST;
        }
    };

    private record Models(ModelSet pushed, ModelSet pulled) {}

    TransferModels(CertificateStore certificates) {
        this.certificates = certificates;
    }

    ModelSet of(SyncSession session, Direction direction) {
        @Nullable Models models;
        synchronized (known) {
            models = known.get(session.id());
        }
        if (models == null) {
            // The database is read outside the lock, so that other sessions need not wait.
            models = read(session);
            synchronized (known) {
                known.put(session.id(), models);
            }
        }
        return direction == Direction.PUSH ? models.pushed() : models.pulled();
    }

    private Models read(SyncSession session) {
        Scope client = scope(session.clientCertificateId());
        Scope server = scope(session.serverCertificateId());
        return new Models(
                client.writeModels().and(server.readModels()),
                client.readModels().and(server.writeModels()));
    }

    /** Returns the scope of a certificate. No transfer is opened under a certificate whose scope is unknown. */
    private Scope scope(String certificateId) {
        return certificates
                .find(certificateId)
                .flatMap(certificate -> certificates
                        .scopeDefinition(certificate.scopeDefinitionId())
                        .map(certificate::scope))
                .orElse(Scope.EVERYTHING);
    }
}
