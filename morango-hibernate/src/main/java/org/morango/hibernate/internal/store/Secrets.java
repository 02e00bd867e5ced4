package org.morango.hibernate.internal.store;

import java.security.SecureRandom;
import java.util.List;
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
        String last = "";
        while (last != null) {
            List<CertificateRow> page = page(database, last);
            List<CertificateRow> changed =
                    page.stream().filter(this::isOutdated).toList();
            for (CertificateRow row : changed) {
                row.privateKey = row.privateKey == null ? null : hidden(shown(row.privateKey));
            }
            if (!changed.isEmpty()) {
                database.inTransaction(session -> Rows.update(session, changed));
            }
            last = page.size() < PAGE ? null : page.get(page.size() - 1).id;
        }
    }

    private boolean isOutdated(CertificateRow row) {
        return row.privateKey != null && !cipher.isCurrent(row.privateKey);
    }

    private static List<CertificateRow> page(Database database, String after) {
        return database.read(session -> session.createSelectionQuery(
                        "select c from MorangoCertificateRow c where c.privateKey is not null and c.id > :after order by c.id",
                        CertificateRow.class)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList());
    }
}
