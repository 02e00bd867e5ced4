package org.morango.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that uses the database. It can only read, unless it says that it writes. */
abstract class DatabaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    boolean writes() {
        return false;
    }

    abstract int run(CliDatabase database, Output output);

    @Override
    public final Integer call() {
        MorangoCli cli = (MorangoCli) spec.root().userObject();
        Output output = new Output(spec.commandLine().getOut(), cli.isJson());
        try (CliDatabase database = CliDatabase.open(cli.address(), writes())) {
            return run(database, output);
        } finally {
            output.flush();
        }
    }
}
