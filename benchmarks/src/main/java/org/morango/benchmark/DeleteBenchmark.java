package org.morango.benchmark;

import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.morango.benchmark.model.NumberedLearner;
import org.morango.benchmark.model.NumberedLog;
import org.morango.certificate.Certificate;
import org.morango.client.SyncStatistics;
import org.morango.record.Ids;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many rows that are deleted in one transaction, and the sync of their deletions, by the number of rows. */
@Command(name = "delete", description = "Rows deleted in one transaction, and the sync of that, by their number.")
final class DeleteBenchmark implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int LOGS_OF_A_LEARNER = 9;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rows", split = ",", defaultValue = "10000,20000,100000")
    private List<Integer> sizes = List.of();

    @Option(names = "--ways", split = ",", defaultValue = "ENTITIES,BULK,FAMILIES,REFERRERS")
    private List<Way> ways = List.of();

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "2", description = "Rounds with the first number of rows.")
    private int warmUp;

    private final Noise noise = new Noise();
    private final Map<Way, Map<Integer, Result>> results = new EnumMap<>(Way.class);

    /** The ways in which rows go. */
    enum Way {
        /** Logs of one learner are loaded and removed, entity by entity. */
        ENTITIES,
        /** Logs of one learner are deleted by one statement. */
        BULK,
        /** Learners are removed with the logs that refer to them, entity by entity. */
        FAMILIES,
        /** One learner is removed, to whom only rows of the receiver refer. These go with it. */
        REFERRERS
    }

    /** Measurements in seconds. */
    private record Result(
            Samples inserts,
            Samples deletion,
            Samples plain,
            Samples insertSync,
            Samples sync,
            Map<String, Samples> stages) {
        Result() {
            this(new Samples(), new Samples(), new Samples(), new Samples(), new Samples(), new LinkedHashMap<>());
        }
    }

    @Override
    public Integer call() {
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                BenchmarkPeer receiver = peer(databases);
                BenchmarkPeer sender = peer(databases);
                SessionFactory plain =
                        Factories.withoutLibrary(databases.create(), NumberedLearner.class, NumberedLog.class)) {
            List.of(receiver.database(), sender.database(), plain).forEach(this::index);
            for (Way way : ways) {
                for (int round = 0; round < warmUp; round++) {
                    measure(way, sizes.get(0), sender, receiver, plain, new Result());
                }
                for (int round = 0; round < rounds; round++) {
                    for (int rows : sizes) {
                        noise.sample();
                        Result result = results.computeIfAbsent(way, w -> new LinkedHashMap<>())
                                .computeIfAbsent(rows, r -> new Result());
                        measure(way, rows, sender, receiver, plain, result);
                    }
                }
            }
        }
        System.out.println(kind + ", " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        results.forEach(this::report);
        return 0;
    }

    /**
     * Adds the index of the foreign key that PostgreSQL does not make by itself. Without it, the database reads all logs for
     * each learner that is deleted, with the library and without.
     */
    private void index(SessionFactory database) {
        if (kind != BenchmarkDatabases.Kind.H2) {
            database.inTransaction(session -> session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("create index on NumberedLog (user_id)");
                }
            }));
        }
    }

    private static BenchmarkPeer peer(BenchmarkDatabases databases) {
        return new BenchmarkPeer(databases.create(), List.of(NumberedLearner.class, NumberedLog.class));
    }

    private void measure(
            Way way, int rows, BenchmarkPeer sender, BenchmarkPeer receiver, SessionFactory plain, Result result) {
        List.of(receiver, sender).forEach(BenchmarkPeer::clear);
        plain.getSchemaManager().truncate();
        try (MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            Certificate certificate = sender.join(url, receiver.createRoot());
            result.inserts().add(seconds(() -> insert(way, sender.database(), rows)));
            result.insertSync().add(seconds(() -> sender.push(url, certificate)));
            if (way == Way.REFERRERS) {
                receiver.database().inTransaction(session -> insertLogs(session, only(session), rows));
            } else {
                insert(way, plain, rows);
                System.gc();
                result.plain().add(seconds(() -> delete(way, plain)));
            }
            System.gc();
            result.deletion().add(seconds(() -> delete(way, sender.database())));
            System.gc();
            List<SyncStatistics> pushes = new ArrayList<>();
            double sync = seconds(() -> pushes.add(sender.push(url, certificate)));
            result.sync().add(sync);
            pushes.get(0)
                    .stages()
                    .forEach((stage, time) -> result.stages()
                            .computeIfAbsent(stage, s -> new Samples())
                            .add(time.toNanos() / 1e9));
            System.err.printf(Locale.ROOT, "%s, %d rows: sync %.2f s%n", way, rows, sync);
            check(receiver, way);
        }
    }

    private static void check(BenchmarkPeer receiver, Way way) {
        long left = receiver.database()
                .fromTransaction(session -> count(session, "NumberedLog") + count(session, "NumberedLearner"));
        if (left != (way == Way.ENTITIES || way == Way.BULK ? 1 : 0)) {
            throw new IllegalStateException("The receiver holds " + left + " rows.");
        }
    }

    private static long count(Session session, String entity) {
        return session.createSelectionQuery("select count(*) from " + entity, Long.class)
                .getSingleResult();
    }

    private static void insert(Way way, SessionFactory database, int rows) {
        database.inTransaction(session -> {
            switch (way) {
                case ENTITIES, BULK -> insertLogs(session, persisted(session), rows);
                case FAMILIES -> {
                    for (int i = 0; i < rows; i += LOGS_OF_A_LEARNER + 1) {
                        insertLogs(session, persisted(session), LOGS_OF_A_LEARNER);
                    }
                }
                case REFERRERS -> persisted(session);
            }
        });
    }

    private static NumberedLearner persisted(Session session) {
        NumberedLearner learner = new NumberedLearner();
        session.persist(learner);
        return learner;
    }

    private static NumberedLearner only(Session session) {
        return session.createSelectionQuery("from NumberedLearner", NumberedLearner.class)
                .getSingleResult();
    }

    private static void insertLogs(Session session, NumberedLearner learner, int logs) {
        for (int i = 1; i <= logs; i++) {
            session.persist(new NumberedLog(learner, Ids.hash("log", Integer.toString(i))));
            if (i % PAGE == 0) {
                session.flush();
            }
        }
    }

    private static void delete(Way way, SessionFactory database) {
        database.inTransaction(session -> {
            switch (way) {
                case ENTITIES -> remove(session, "NumberedLog");
                case BULK ->
                    session.createMutationQuery("delete from NumberedLog").executeUpdate();
                case FAMILIES -> {
                    remove(session, "NumberedLog");
                    remove(session, "NumberedLearner");
                }
                case REFERRERS -> remove(session, "NumberedLearner");
            }
        });
    }

    private static void remove(Session session, String entity) {
        session.createSelectionQuery("from " + entity, Object.class)
                .getResultList()
                .forEach(session::remove);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void report(Way way, Map<Integer, Result> bySize) {
        Result first = Objects.requireNonNull(bySize.get(sizes.get(0)));
        bySize.forEach((rows, result) -> {
            System.out.printf("%s, %,d rows:%n", way, rows);
            System.out.println("  inserts " + result.inserts().text("%.2f") + " s, their sync "
                    + result.insertSync().text("%.2f") + " s");
            line("deletion", rows, result.deletion(), first.deletion());
            if (way != Way.REFERRERS) {
                line("without the library", rows, result.plain(), first.plain());
                System.out.printf(
                        Locale.ROOT,
                        "  deletion against that: %.2f times%n",
                        result.deletion().median() / result.plain().median());
            }
            line("sync of the deletion", rows, result.sync(), first.sync());
            result.stages().forEach((stage, time) -> System.out.println("    " + stage + ": " + time.text("%.2f")));
        });
    }

    /** Prints how long something took, and how much a row took against the least number of rows. */
    private void line(String what, int rows, Samples samples, Samples first) {
        double each = samples.median() / rows;
        System.out.printf(
                Locale.ROOT,
                "  %s %s s, %.1f us a row, %.2f times those of %,d rows%n",
                what,
                samples.text("%.2f"),
                each * 1e6,
                each / (first.median() / sizes.get(0)),
                sizes.get(0));
    }
}
