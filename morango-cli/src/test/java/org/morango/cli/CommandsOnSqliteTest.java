package org.morango.cli;

import java.io.IOException;
import java.nio.file.Files;

class CommandsOnSqliteTest extends CommandsContract {
    @Override
    String newDatabase() throws IOException {
        return "jdbc:sqlite:" + Files.createTempFile(directory, "school", ".db")
                + "?journal_mode=WAL&busy_timeout=30000&foreign_keys=true&synchronous=OFF";
    }
}
