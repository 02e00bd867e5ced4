package org.morango.cli;

import org.morango.hibernate.report.RepairResult;
import picocli.CommandLine.Command;

@Command(
        name = "repair",
        description =
                "Cuts what peers have made too large: histories, kept contents of conflicts, and counters of instances"
                        + " that have saved nothing. Syncs may run meanwhile.")
final class RepairCommand extends WritingCommand {
    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        RepairResult result = database.morango(key.cipher(database)).repair();
        output.print(Output.object()
                .put("histories", result.histories())
                .put("conflicts", result.conflicts())
                .put("counters", result.counters()));
        return MorangoCli.DONE;
    }
}
