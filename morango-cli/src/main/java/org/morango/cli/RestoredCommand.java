package org.morango.cli;

import org.morango.hibernate.Morango;
import picocli.CommandLine.Command;

@Command(
        name = "restored",
        description =
                "Tells the library that the database was restored from an older copy, or is a copy itself. It becomes"
                        + " another instance, and receives again what it has lost. Run it once, before the next sync.")
final class RestoredCommand extends WritingCommand {
    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        Morango morango = database.morango(key.cipher(database));
        String before = morango.instance().id();
        morango.restored();
        output.print(Output.object().put("instance", morango.instance().id()).put("before", before));
        return MorangoCli.DONE;
    }
}
