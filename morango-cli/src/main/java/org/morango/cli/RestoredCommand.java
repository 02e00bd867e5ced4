package org.morango.cli;

import org.morango.hibernate.Morango;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "restored",
        description = "Says that the database was restored from an older copy, or is a copy itself: it becomes another"
                + " instance, and fetches again what it has lost. To be called once, before it syncs.")
final class RestoredCommand extends DatabaseCommand {
    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    boolean writes() {
        return true;
    }

    @Override
    int run(CliDatabase database, Output output) {
        Morango morango = database.morango(key.cipher(database));
        String before = morango.instance().id();
        morango.restored();
        output.print(Output.object().put("instance", morango.instance().id()).put("before", before));
        return MorangoCli.DONE;
    }
}
