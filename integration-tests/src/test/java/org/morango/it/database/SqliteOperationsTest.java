package org.morango.it.database;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class SqliteOperationsTest extends OperationsContract {
    @TempDir
    private static Path directory;

    @Override
    String url() {
        return "jdbc:sqlite:" + directory.resolve("things.db")
                + "?journal_mode=WAL&busy_timeout=30000&foreign_keys=true&synchronous=OFF";
    }

    @Nested
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    class OwnKeyCrashPoints extends OwnKeyCrashPointsContract {
        @Override
        String url() {
            return SqliteOperationsTest.this.url();
        }
    }

    @Nested
    @EnabledIfSystemProperty(named = "tests.all", matches = "true", disabledReason = "Runs with -Pnightly.")
    class MoveCrashPoints extends MoveCrashPointsContract {
        @Override
        String url() {
            return SqliteOperationsTest.this.url();
        }
    }
}
