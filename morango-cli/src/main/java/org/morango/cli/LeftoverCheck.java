package org.morango.cli;

import java.util.List;
import java.util.function.Function;
import org.morango.hibernate.internal.store.IdJavaType;

/** Checks that nothing is left of transfers and records that are gone. */
final class LeftoverCheck {
    private static final int PAGE = 500;
    private static final String CLEAN_UP = "run morango sessions cleanup";

    private LeftoverCheck() {}

    static void run(CliDatabase database, Findings findings) {
        transfers(findings, "queue", after -> EndedTransfers.queues(database, after));
        transfers(findings, "buffer", after -> EndedTransfers.buffers(database, after));
        String after = "";
        List<String> page;
        do {
            page = database.select(
                    String.class,
                    PAGE,
                    "select p.id from MorangoPendingRow p where p.id" + IdJavaType.above(after) + "?1 and not exists"
                            + " (select s.id from MorangoStoreRow s where s.id = p.id) order by p.id",
                    IdJavaType.orLowest(after));
            page.forEach(id -> findings.add(
                    "pending",
                    "record " + id,
                    "waits to be written, but is not in the store",
                    "delete its row of morango_pending"));
            after = page.isEmpty() ? after : page.get(page.size() - 1);
        } while (page.size() == PAGE);
    }

    private static void transfers(Findings findings, String table, Function<String, List<Object[]>> pages) {
        for (List<Object[]> page = pages.apply(""); !page.isEmpty(); page = pages.apply(EndedTransfers.last(page))) {
            page.forEach(row -> findings.add(
                    table,
                    "transfer " + row[0],
                    "has ended, and has left " + row[1] + " rows in morango_" + table,
                    CLEAN_UP));
        }
    }
}
