package org.morango.cli;

import org.morango.hibernate.Morango;
import org.morango.record.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "heal",
        description =
                "Makes the changes of this database reach the others again, after a peer that said what never was of its"
                        + " counters was revoked: it becomes another instance, and sends what it has saved last once more.")
final class HealCommand extends WritingCommand {
    @Option(
            names = "--filter",
            paramLabel = "PREFIXES",
            required = true,
            description = "What the revoked certificate could write: prefixes of partitions, with blanks between them.")
    private String filter = "";

    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        Morango morango = database.morango(key.cipher(database));
        String before = morango.instance().id();
        long records = morango.heal(Filter.parse(filter));
        output.print(Output.object()
                .put("instance", morango.instance().id())
                .put("before", before)
                .put("records", records));
        return MorangoCli.DONE;
    }
}
