package org.morango.cli;

import picocli.CommandLine.Mixin;

/** A command that writes to the database, as the library does. It may need the key that encrypts private keys. */
abstract class WritingCommand extends DatabaseCommand {
    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    final boolean writes() {
        return true;
    }

    @Override
    final int run(CliDatabase database, Output output) {
        return run(database, key, output);
    }

    abstract int run(CliDatabase database, KeyOption key, Output output);
}
