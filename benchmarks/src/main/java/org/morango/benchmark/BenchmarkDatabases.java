package org.morango.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates new, empty databases on disk and deletes them at the end. */
final class BenchmarkDatabases implements AutoCloseable {
    /** The database products. H2 writes to the disk with each commit. */
    enum Kind {
        H2,
        /** Without fsync. */
        POSTGRES,
        POSTGRES_FSYNC
    }

    private final Kind kind;
    private final Path folder;
    private final @Nullable EmbeddedPostgres postgres;
    private int made;

    BenchmarkDatabases(Kind kind) {
        this.kind = kind;
        try {
            this.folder = Files.createTempDirectory("morango-benchmark");
            this.postgres = kind == Kind.H2 ? null : start(folder.resolve("postgres"), kind == Kind.POSTGRES_FSYNC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start(Path data, boolean isSafe) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("max_connections", "300")
                .setServerConfig("fsync", isSafe ? "on" : "off")
                .setServerConfig("synchronous_commit", isSafe ? "on" : "off")
                .start();
    }

    /** Creates a new, empty database and returns its JDBC URL. */
    synchronized String create() {
        String name = "peer" + ++made;
        if (postgres == null) {
            return "jdbc:h2:file:" + folder.resolve(name) + ";TRACE_LEVEL_FILE=0;WRITE_DELAY=0";
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return postgres.getJdbcUrl("postgres", name) + "&reWriteBatchedInserts=true";
    }

    /**
     * Returns the processor time of the database's own processes in nanoseconds; 0 for a database inside this process.
     */
    long cpuNanos() {
        if (kind == Kind.H2) {
            return 0;
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::info)
                .filter(info -> info.command()
                        .map(c -> Path.of(c).getFileName().toString().equals("postgres"))
                        .orElse(false))
                .mapToLong(info -> info.totalCpuDuration().map(d -> d.toNanos()).orElse(0L))
                .sum();
    }

    @Override
    public void close() {
        try {
            if (postgres != null) {
                postgres.close();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
