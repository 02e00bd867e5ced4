package org.morango.cli;

/** Checks that no changed row is outside every certificate of this database, where no sync would send it. */
final class UnplacedCheck {
    private UnplacedCheck() {}

    static void run(CliDatabase database, Findings findings) {
        new OutboxNotes(database)
                .unplaced()
                .forEach((model, rows) -> findings.add(
                        "placed",
                        "model " + model,
                        "has " + rows + " changed rows whose partition begins with no root of a certificate of this"
                                + " database, so that they are never sent",
                        "persist them again in a partition that begins with the id of the root, or add a certificate with"
                                + " a private key under theirs"));
    }
}
