package org.morango.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.morango.benchmark.model.Learner;
import org.morango.benchmark.model.NumberedLearner;
import org.morango.benchmark.model.NumberedLog;
import org.morango.benchmark.model.PlainLearner;
import org.morango.benchmark.model.PlainLog;
import org.morango.benchmark.model.SummaryLog;
import org.morango.benchmark.model.TriggeredLog;
import org.morango.hibernate.CaptureTriggers;
import org.morango.record.Ids;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The application's own writes with and without the library. */
@Command(name = "writes", description = "The application's inserts and updates, with capture and without.")
final class WritesBenchmark implements Callable<Integer> {
    private static final String LEARNER = "a".repeat(32);
    private static final int PAGE = 500;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rows", defaultValue = "20000")
    private int rows;

    @Option(names = "--rounds", defaultValue = "15")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "8")
    private int warmUp;

    private final Noise noise = new Noise();

    /** An entity under test, with functions that make and change a row. */
    private record Variant<T>(
            String name,
            Class<T> type,
            BiFunction<Session, Random, T> maker,
            BiConsumer<T, String> changer,
            SessionFactory database,
            Samples inserts,
            Samples updates) {}

    @Override
    public Integer call() {
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                BenchmarkPeer peer = new BenchmarkPeer(databases.create());
                SessionFactory without =
                        Factories.withoutLibrary(databases.create(), PlainLearner.class, PlainLog.class);
                SessionFactory numbered =
                        Factories.withLibrary(databases.create(), NumberedLearner.class, NumberedLog.class);
                SessionFactory triggered =
                        Factories.withLibrary(databases.create(), NumberedLearner.class, TriggeredLog.class);
                SessionFactory plainNumbered =
                        Factories.withoutLibrary(databases.create(), NumberedLearner.class, NumberedLog.class)) {
            CaptureTriggers.of(triggered).install();
            Variant<?> plainRecords = plainRecords(without);
            Variant<?> plainNumbers = numbers("generated numbers, without it", plainNumbered);
            List<Variant<?>> variants = List.of(
                    records(peer.database()),
                    plainRecords,
                    numbers("generated numbers, with the library", numbered),
                    triggers(triggered),
                    plainNumbers);
            for (int round = -warmUp; round < rounds; round++) {
                noise.sample();
                empty(peer, without, List.of(numbered, triggered, plainNumbered));
                for (Variant<?> variant : variants) {
                    run(variant, round, round >= 0);
                }
            }
            System.out.println(kind + ", " + rows + " rows, " + rounds + " rounds; median (least – most)");
            System.out.println(noise.text());
            for (Variant<?> variant : variants) {
                report(variant, variants.indexOf(variant) < 2 ? plainRecords : plainNumbers);
            }
        }
        return 0;
    }

    /** Empties the databases, except for a learner. */
    private static void empty(BenchmarkPeer peer, SessionFactory without, List<SessionFactory> numbered) {
        peer.clear();
        without.getSchemaManager().truncate();
        peer.database().inTransaction(session -> session.persist(new Learner(LEARNER)));
        without.inTransaction(session -> session.persist(new PlainLearner(LEARNER)));
        for (SessionFactory database : numbered) {
            database.getSchemaManager().truncate();
            database.inTransaction(session -> session.persist(new NumberedLearner()));
        }
    }

    private static Variant<SummaryLog> records(SessionFactory database) {
        return new Variant<>(
                "ids of records, with the library",
                SummaryLog.class,
                (session, random) -> new SummaryLog(session.getReference(Learner.class, LEARNER), Ids.random(random)),
                SummaryLog::setContentId,
                database,
                new Samples(),
                new Samples());
    }

    private static Variant<PlainLog> plainRecords(SessionFactory database) {
        return new Variant<>(
                "ids of records, without it",
                PlainLog.class,
                (session, random) -> new PlainLog(
                        Ids.random(random), session.getReference(PlainLearner.class, LEARNER), Ids.random(random)),
                PlainLog::setContentId,
                database,
                new Samples(),
                new Samples());
    }

    private static Variant<NumberedLog> numbers(String name, SessionFactory database) {
        return new Variant<>(
                name,
                NumberedLog.class,
                (session, random) -> new NumberedLog(learner(session), Ids.random(random)),
                NumberedLog::setContentId,
                database,
                new Samples(),
                new Samples());
    }

    private static Variant<TriggeredLog> triggers(SessionFactory database) {
        return new Variant<>(
                "generated numbers, with triggers",
                TriggeredLog.class,
                (session, random) -> new TriggeredLog(learner(session), Ids.random(random)),
                TriggeredLog::setContentId,
                database,
                new Samples(),
                new Samples());
    }

    /** Returns the only learner. The first number of an emptied table is not always 1. */
    private static NumberedLearner learner(Session session) {
        Object known = session.getProperties().get(LEARNER);
        if (known instanceof Long id) {
            return session.getReference(NumberedLearner.class, id);
        }
        Long id = session.createSelectionQuery("select l.id from NumberedLearner l", Long.class)
                .getSingleResult();
        session.setProperty(LEARNER, id);
        return session.getReference(NumberedLearner.class, id);
    }

    private <T> void run(Variant<T> variant, int round, boolean counts) {
        System.gc();
        double inserts = seconds(() -> insert(variant, new Random(round)));
        System.gc();
        double updates = seconds(() -> update(variant, new Random(~round)));
        if (counts) {
            variant.inserts().add(inserts);
            variant.updates().add(updates);
        }
    }

    private <T> Object insert(Variant<T> variant, Random random) {
        return variant.database().fromTransaction(session -> {
            for (int i = 1; i <= rows; i++) {
                session.persist(variant.maker().apply(session, random));
                if (i % PAGE == 0) {
                    session.flush();
                    session.clear();
                }
            }
            return rows;
        });
    }

    private <T> Object update(Variant<T> variant, Random random) {
        return variant.database().fromTransaction(session -> {
            for (int first = 0; first < rows; first += PAGE) {
                session.createSelectionQuery(
                                "from " + variant.type().getSimpleName() + " e order by e.id", variant.type())
                        .setFirstResult(first)
                        .setMaxResults(PAGE)
                        .getResultList()
                        .forEach(row -> variant.changer().accept(row, Ids.random(random)));
                session.flush();
                session.clear();
            }
            return rows;
        });
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void report(Variant<?> variant, Variant<?> base) {
        System.out.printf(
                Locale.ROOT,
                "%s:%n  inserts %s s, %.2f times%n  updates %s s, %.2f times%n",
                variant.name(),
                variant.inserts().text("%.2f"),
                variant.inserts().median() / base.inserts().median(),
                variant.updates().text("%.2f"),
                variant.updates().median() / base.updates().median());
    }
}
