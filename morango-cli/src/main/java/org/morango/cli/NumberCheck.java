package org.morango.cli;

import java.util.OptionalLong;
import org.morango.hibernate.internal.store.KeyNumbers;

/** Checks that new rows get keys that are free. */
final class NumberCheck {
    private NumberCheck() {}

    static void run(CliDatabase database, ApplicationTables tables, Findings findings) {
        for (KeyNumbers numbers : tables.numbers()) {
            OptionalLong highest = numbers.outrunBy(database.database());
            if (highest.isPresent()) {
                findings.add(
                        "numbers",
                        "table " + numbers.table(),
                        "will give new rows keys that are taken: " + numbers.source()
                                + " has not reached the highest key, " + highest.getAsLong(),
                        "restart it above that");
            }
        }
    }
}
