package org.morango.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.morango.benchmark.model.Learner;
import org.morango.benchmark.model.SummaryLog;

/** Lets other products copy the rows of each round of a benchmark between two databases of their own. */
final class OtherProducts implements AutoCloseable {
    private static final String[] TABLES = {"Learner", "SummaryLog"};

    private final BenchmarkDatabases databases;
    private final List<Measured> measured = new ArrayList<>();

    /** One product, and what it took. */
    private record Measured(
            OtherProduct product,
            String sender,
            String receiver,
            Samples inserts,
            Samples transfers,
            Samples idle,
            Samples ratios) {}

    OtherProducts(BenchmarkDatabases databases) {
        this.databases = databases;
    }

    /** Starts all products that are on the class path. */
    void open() throws Exception {
        for (OtherProduct product : ServiceLoader.load(OtherProduct.class)) {
            Measured other = new Measured(
                    product,
                    databases.create(),
                    databases.create(),
                    new Samples(),
                    new Samples(),
                    new Samples(),
                    new Samples());
            for (String url : List.of(other.sender(), other.receiver())) {
                Factories.withLibrary(url, Learner.class, SummaryLog.class).close();
            }
            product.open(other.sender(), other.receiver(), TABLES);
            measured.add(other);
        }
    }

    /**
     * Copies rows with each product.
     *
     * @param round below 0 to warm up
     * @param plainSeconds how long the same rows took without any product
     * @param syncSeconds how long the transfer took with this library
     */
    void round(PlainJdbc rows, int round, double plainSeconds, double syncSeconds) throws Exception {
        for (Measured other : measured) {
            clear(other.sender());
            clear(other.receiver());
            System.gc();
            double inserts = rows.write(other.sender());
            long start = System.nanoTime();
            other.product().transfer();
            double transfer = (System.nanoTime() - start) / 1e9;
            check(other, rows.count());
            other.product().tidy();
            start = System.nanoTime();
            other.product().transfer();
            double idle = (System.nanoTime() - start) / 1e6;
            System.err.printf(
                    Locale.ROOT, "round %d: %s %.2f s%n", round, other.product().name(), transfer);
            if (round >= 0) {
                other.inserts().add(inserts - plainSeconds);
                other.transfers().add(transfer);
                other.idle().add(idle);
                other.ratios().add(transfer / syncSeconds);
            }
        }
    }

    private static void check(Measured other, int expected) throws SQLException {
        int found = 0;
        try (Connection connection = DriverManager.getConnection(other.receiver());
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet count = statement.executeQuery("select count(*) from " + table)) {
                    count.next();
                    found += count.getInt(1);
                }
            }
        }
        if (found != expected) {
            throw new IllegalStateException(other.product().name() + " has copied " + found + " of " + expected);
        }
    }

    /** Removes the rows without the triggers' knowledge. */
    private static void clear(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (url.startsWith("jdbc:h2:")) {
                statement.execute("set referential_integrity false");
                for (String table : TABLES) {
                    statement.execute("truncate table " + table);
                }
                statement.execute("set referential_integrity true");
            } else {
                statement.execute("truncate table " + String.join(", ", TABLES));
            }
        }
    }

    void report() {
        for (Measured other : measured) {
            System.out.println(other.product().name() + ":");
            System.out.println("  transfer: " + other.transfers().text("%.2f") + " s, "
                    + other.ratios().text("%.2f") + " times this library's");
            System.out.println("  additional time of the application's inserts: "
                    + other.inserts().text("%.2f") + " s");
            System.out.println("  nothing changed: " + other.idle().text("%.0f") + " ms");
        }
    }

    @Override
    public void close() {
        for (Measured other : measured) {
            other.product().close();
        }
    }
}
