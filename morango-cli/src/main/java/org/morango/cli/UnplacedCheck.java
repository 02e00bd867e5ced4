package org.morango.cli;

/** Checks that every changed row belongs to a root of this database, because no sync would send it otherwise. */
final class UnplacedCheck {
    private UnplacedCheck() {}

    static void run(CliDatabase database, Findings findings) {
        new OutboxNotes(database)
                .unplaced()
                .forEach((model, reasons) -> reasons.forEach((reason, rows) -> findings.add(
                        "placed",
                        "model " + model,
                        "has changed rows that are not sent (" + rows + "), because " + reason.cause(),
                        reason.remedy())));
    }
}
