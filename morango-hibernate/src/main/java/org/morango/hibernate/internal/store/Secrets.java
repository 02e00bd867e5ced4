package org.morango.hibernate.internal.store;

import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.morango.certificate.KeyCipher;

/** Encryption of secrets in the database. */
public record Secrets(KeyCipher cipher, SecureRandom random) {
    private static final int PAGE = 100;

    String hidden(String secret) {
        return cipher.encrypt(secret, random);
    }

    String shown(String stored) {
        return cipher.decrypt(stored);
    }

    /** Encrypts everything with the current key. Writes nothing, and takes no locks, if that is already the case. */
    public void renew(Database database) {
        SharedKeyRow shared =
                database.read(session -> session.get(SharedKeyRow.class, HibernateCertificateStore.SHARED_KEY));
        if (shared != null && !cipher.isCurrent(shared.privateKey)) {
            shared.privateKey = hidden(shown(shared.privateKey));
            database.inTransaction(session -> session.update(shared));
        }
        renew(database, CertificateRow.class, "MorangoCertificateRow r where r.privateKey");
        renew(database, JoiningRow.class, "MorangoJoiningRow r where r.privateKey");
        renew(database, InvitationRow.class, "MorangoInvitationRow r where r.verifierKey");
    }

    /** @param secret the entity and its attribute, in HQL */
    private <R extends SecretRow> void renew(Database database, Class<R> type, String secret) {
        String last = "";
        while (last != null) {
            List<R> page = page(database, type, secret, last);
            List<R> changed = page.stream().filter(this::isOutdated).toList();
            for (R row : changed) {
                row.secret(hidden(shown(Objects.requireNonNull(row.secret()))));
            }
            if (!changed.isEmpty()) {
                database.inTransaction(session -> Rows.update(session, changed));
            }
            last = page.size() < PAGE ? null : page.get(page.size() - 1).id();
        }
    }

    private boolean isOutdated(SecretRow row) {
        String stored = row.secret();
        return stored != null && !cipher.isCurrent(stored);
    }

    private static <R> List<R> page(Database database, Class<R> type, String secret, String after) {
        return database.read(session -> session.createSelectionQuery(
                        "select r from " + secret + " is not null and r.id > :after order by r.id", type)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList());
    }
}
