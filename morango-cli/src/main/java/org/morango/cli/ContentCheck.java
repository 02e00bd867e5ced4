package org.morango.cli;

import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.RecordHistory;

/** Checks that the store's contents can be read. */
final class ContentCheck {
    private static final String RESTORE =
            "restore this row of morango_store from a backup, or pull it from a peer into an empty database";

    private ContentCheck() {}

    static void run(StoreRow row, Findings findings) {
        String name = name(row);
        try {
            RecordHistory history = row.history();
            if (!history.knows(row.version())) {
                findings.add("history", name, "has a history that does not know its own version", RESTORE);
            } else if (history.size() != row.historySize) {
                findings.add("history", name, "has a history of another size than history_size says", RESTORE);
            }
        } catch (MorangoException e) {
            findings.add("history", name, "has a history that cannot be read", RESTORE);
        }
        // A hard-deleted record has no content, and another peer may not have sent JSON for it.
        if (!row.hardDeleted && !EntityContents.parse(row.serialized()).isObject()) {
            findings.add(
                    "content",
                    name,
                    "has a content that is not a JSON object",
                    "save it at a peer where it is correct, and sync");
        }
    }

    static String name(StoreRow row) {
        return "record " + row.id + " of " + row.profile + "/" + row.modelName;
    }
}
