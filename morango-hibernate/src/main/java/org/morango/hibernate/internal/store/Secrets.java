package org.morango.hibernate.internal.store;

import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.KeyCipher;

/** How secrets are kept in the database. */
public record Secrets(KeyCipher cipher, SecureRandom random) {
    private static final int PAGE = 100;

    String hidden(String secret) {
        return cipher.encrypt(secret, random);
    }

    String shown(String stored) {
        return cipher.decrypt(stored);
    }

    /** Brings everything under the current key. */
    public void renew(Database database) {
        database.inTransaction(session -> {
            SharedKeyRow shared = session.get(SharedKeyRow.class, HibernateCertificateStore.SHARED_KEY);
            if (shared != null && !cipher.isCurrent(shared.privateKey)) {
                shared.privateKey = hidden(shown(shared.privateKey));
                session.update(shared);
            }
        });
        String last = "";
        while (last != null) {
            last = renewPage(database, last);
        }
    }

    private @Nullable String renewPage(Database database, String after) {
        return database.transaction(session -> {
            List<CertificateRow> page = session.createSelectionQuery(
                            "from MorangoCertificateRow c where c.privateKey is not null and c.id > :after order by c.id",
                            CertificateRow.class)
                    .setParameter("after", after)
                    .setMaxResults(PAGE)
                    .getResultList();
            List<CertificateRow> changed = page.stream()
                    .filter(row -> row.privateKey != null && !cipher.isCurrent(row.privateKey))
                    .toList();
            for (CertificateRow row : changed) {
                row.privateKey = row.privateKey == null ? null : hidden(shown(row.privateKey));
            }
            session.updateMultiple(changed);
            return page.size() < PAGE ? null : page.get(page.size() - 1).id;
        });
    }
}
