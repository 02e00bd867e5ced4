package org.morango.hibernate.internal.pipeline;

import java.util.List;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** The roots of a profile that this database has a certificate under. Reads them when it is first asked. */
final class Roots {
    private final StatelessSession session;
    private final String profile;
    private @Nullable List<String> ids;

    Roots(StatelessSession session, String profile) {
        this.session = session;
        this.profile = profile;
    }

    /** Returns the root if there is only one, otherwise null. */
    @Nullable
    String only() {
        return ids().size() == 1 ? ids().get(0) : null;
    }

    /** Returns their ids. */
    List<String> ids() {
        List<String> known = ids;
        if (known == null) {
            known = session.createSelectionQuery(
                            "select distinct c.rootId from MorangoCertificateRow c where c.privateKey is not null"
                                    + " and c.profile = :profile",
                            String.class)
                    .setParameter("profile", profile)
                    .getResultList();
            ids = known;
        }
        return known;
    }

    /** Returns whether one of them reaches a partition. Before there is any root, nothing is out of reach. */
    boolean reach(String partition) {
        return ids().isEmpty() || ids().stream().anyMatch(partition::startsWith);
    }

    /** Returns the root of a partition. */
    static String of(String partition) {
        int end = partition.indexOf(':');
        return end < 0 ? partition : partition.substring(0, end);
    }
}
