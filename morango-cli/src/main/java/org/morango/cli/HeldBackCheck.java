package org.morango.cli;

import java.util.List;
import org.morango.hibernate.internal.store.HeldBackRow;

/** Checks that nothing is held back. */
final class HeldBackCheck {
    private static final int PAGE = 500;

    private HeldBackCheck() {}

    static void run(CliDatabase database, Findings findings) {
        List<HeldBackRow> page = after(database, new HeldBackRow());
        while (!page.isEmpty()) {
            for (HeldBackRow row : page) {
                findings.add(
                        "held",
                        row.origin + " " + row.id + " of " + row.profile + "/" + row.modelName,
                        (row.origin.equals(HeldBackRow.RECEIVED) ? "is not stored: " : "is not sent to anybody: ")
                                + row.reason,
                        "mend it; it is tried again when it is changed, when the application starts, and by"
                                + " Morango.heldBack().retry()");
            }
            page = after(database, page.get(page.size() - 1));
        }
    }

    private static List<HeldBackRow> after(CliDatabase database, HeldBackRow last) {
        return database.select(
                HeldBackRow.class,
                PAGE,
                "from MorangoHeldBackRow h where (h.profile, h.modelName, h.id, h.origin) > (?1, ?2, ?3, ?4)"
                        + " order by h.profile, h.modelName, h.id, h.origin",
                last.profile,
                last.modelName,
                last.id,
                last.origin);
    }
}
