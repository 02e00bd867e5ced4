package org.morango.cli;

import java.util.Collection;
import java.util.List;

/** Checks that no changed row is outside every certificate of this database, where no sync would send it. */
final class UnplacedCheck {
    private static final int MOST_ROOTS = 1_000;

    private UnplacedCheck() {}

    static void run(CliDatabase database, Collection<SyncedTable> tables, Findings findings) {
        List<String> roots = database.select(
                String.class,
                MOST_ROOTS,
                "select distinct c.rootId from MorangoCertificateRow c where c.privateKey is not null");
        if (roots.isEmpty()) {
            return;
        }
        for (SyncedTable table : tables) {
            long count =
                    database.read(session -> session.doReturningWork(connection -> table.outside(connection, roots)));
            if (count > 0) {
                findings.add(
                        "placed",
                        "table " + table.name(),
                        "has " + count + " changed rows whose partition begins with no root of a certificate of this"
                                + " database, so that they are never sent",
                        "persist them again in a partition that begins with the id of the root");
            }
        }
    }
}
