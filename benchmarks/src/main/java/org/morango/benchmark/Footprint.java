package org.morango.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Size of this process at one moment.
 *
 * @param sizes by name: rows of each table of the server and of one client, bytes of heap after a collection, threads,
 *     open files, and the log so far
 */
record Footprint(Map<String, Long> sizes) {
    static Footprint of(BenchmarkPeer server, BenchmarkPeer client, CountedLog log) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        rows("server", server, sizes);
        rows("client", client, sizes);
        System.gc();
        sizes.put(
                "heap in use after a collection, bytes",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        sizes.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        sizes.put("open files", openFiles());
        sizes.put("log, lines", log.lines());
        sizes.put("log, bytes", log.bytes());
        return new Footprint(sizes);
    }

    private static void rows(String whose, BenchmarkPeer peer, Map<String, Long> sizes) {
        peer.database()
                .inSession(session -> session.doWork(connection -> {
                    for (String table : tables(connection)) {
                        try (Statement statement = connection.createStatement();
                                ResultSet counted = statement.executeQuery("select count(*) from " + table)) {
                            counted.next();
                            sizes.put(whose + ": rows of " + table.toLowerCase(Locale.ROOT), counted.getLong(1));
                        }
                    }
                }));
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    /** Returns the number of open files; 0 if the system does not tell. */
    private static long openFiles() {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
