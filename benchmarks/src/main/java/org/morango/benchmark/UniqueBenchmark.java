package org.morango.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hibernate.SessionFactory;
import org.morango.benchmark.model.Seat;
import org.morango.certificate.Certificate;
import org.morango.client.SyncStatistics;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The sync of rows whose unique values have all moved to the next row, by the number of rows. */
@Command(name = "unique", description = "Unique values that all move to the next row, by the number of rows.")
final class UniqueBenchmark implements Callable<Integer> {
    private static final int PAGE = 500;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rows", split = ",", defaultValue = "300,1200,4800,19200")
    private List<Integer> sizes = List.of();

    @Option(names = "--rounds", defaultValue = "7")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "5", description = "Rounds with the first number of rows.")
    private int warmUp;

    private final Noise noise = new Noise();

    /** Seconds of syncs: of changes in which each value moves to the next row, and of other changes of all values. */
    private record Result(Samples moved, Samples changed, Map<String, Samples> stages) {}

    @Override
    public Integer call() {
        Map<Integer, Result> results = new LinkedHashMap<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                BenchmarkPeer receiver = new BenchmarkPeer(databases.create(), List.of(Seat.class));
                BenchmarkPeer sender = new BenchmarkPeer(databases.create(), List.of(Seat.class))) {
            for (int round = 0; round < warmUp; round++) {
                measure(sizes.get(0), sender, receiver, result());
            }
            for (int round = 0; round < rounds; round++) {
                for (int rows : sizes) {
                    noise.sample();
                    measure(rows, sender, receiver, results.computeIfAbsent(rows, r -> result()));
                }
            }
        }
        System.out.println(kind + ", " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        results.forEach((rows, result) -> report(rows, result));
        return 0;
    }

    private static Result result() {
        return new Result(new Samples(), new Samples(), new LinkedHashMap<>());
    }

    private static void measure(int rows, BenchmarkPeer sender, BenchmarkPeer receiver, Result result) {
        List.of(receiver, sender).forEach(BenchmarkPeer::clear);
        try (MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            Certificate certificate = sender.join(url, receiver.createRoot());
            insert(sender.database(), rows);
            sender.push(url, certificate);
            move(sender.database(), rows, rows);
            result.changed().add(sync(sender, url, certificate, new LinkedHashMap<>()));
            move(sender.database(), rows, 1);
            double moved = sync(sender, url, certificate, result.stages());
            result.moved().add(moved);
            System.err.printf(Locale.ROOT, "%d rows: sync %.2f s%n", rows, moved);
            check(receiver, rows);
        }
    }

    private static double sync(BenchmarkPeer sender, String url, Certificate certificate, Map<String, Samples> stages) {
        System.gc();
        long start = System.nanoTime();
        SyncStatistics push = sender.push(url, certificate);
        double seconds = (System.nanoTime() - start) / 1e9;
        push.stages()
                .forEach((stage, time) ->
                        stages.computeIfAbsent(stage, s -> new Samples()).add(time.toNanos() / 1e9));
        return seconds;
    }

    private static void check(BenchmarkPeer receiver, int rows) {
        Object[] found = receiver.database()
                .fromTransaction(session -> session.createSelectionQuery(
                                "select count(*), min(s.number), max(s.number) from Seat s", Object[].class)
                        .getSingleResult());
        if (!List.of(found).equals(List.of((long) rows, rows + 2L, 2L * rows + 1))) {
            throw new IllegalStateException("The receiver holds other seats: " + List.of(found));
        }
    }

    private static void insert(SessionFactory database, int rows) {
        database.inTransaction(session -> {
            for (int number = 1; number <= rows; number++) {
                session.persist(new Seat(number));
                if (number % PAGE == 0) {
                    session.flush();
                    session.clear();
                }
            }
        });
    }

    /** Adds to all numbers, the highest first. */
    private static void move(SessionFactory database, int rows, int by) {
        database.inTransaction(session -> {
            for (int first = 0; first < rows; first += PAGE) {
                session.createSelectionQuery("from Seat s order by s.number desc", Seat.class)
                        .setFirstResult(first)
                        .setMaxResults(PAGE)
                        .getResultList()
                        .forEach(seat -> seat.setNumber(seat.getNumber() + by));
                session.flush();
                session.clear();
            }
        });
    }

    private static void report(int rows, Result result) {
        System.out.printf("%,d rows:%n", rows);
        System.out.printf(
                Locale.ROOT,
                "  each value moves to the next row: sync %s s, %.0f us a row%n",
                result.moved().text("%.2f"),
                result.moved().median() / rows * 1e6);
        System.out.printf(
                Locale.ROOT,
                "  all values become free ones: sync %s s, %.0f us a row; the former takes %.2f times as long%n",
                result.changed().text("%.2f"),
                result.changed().median() / rows * 1e6,
                result.moved().median() / result.changed().median());
        result.stages().forEach((stage, time) -> System.out.println("    " + stage + ": " + time.text("%.2f")));
    }
}
