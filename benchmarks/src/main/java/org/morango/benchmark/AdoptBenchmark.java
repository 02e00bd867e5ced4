package org.morango.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.morango.benchmark.model.NumberedLearner;
import org.morango.benchmark.model.NumberedLog;
import org.morango.hibernate.Adoption;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows that an application had before it had the library: until all of them are records. */
@Command(name = "adopt", description = "Makes records of rows that were there before the library.")
final class AdoptBenchmark implements Callable<Integer> {
    private static final String PROFILE = "facilitydata";
    private static final String SCOPE = "all";
    private static final int LEARNERS = 1_000;
    private static final int BATCH = 1_000;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rows", defaultValue = "1000000")
    private int rows;

    private final Noise noise = new Noise();

    @Override
    public Integer call() {
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                SessionFactory database = build(databases.create())) {
            noise.sample();
            database.inStatelessTransaction(this::fill);
            Morango morango = Morango.on(database);
            morango.certificates()
                    .define(ScopeDefinition.named(SCOPE, PROFILE)
                            .primaryParam("root")
                            .readWrite("${root}")
                            .build());
            morango.certificates().createRoot(SCOPE);
            long start = System.nanoTime();
            AdoptionResult result = morango.adopt(PROFILE, Adoption.ofNewRows());
            double seconds = (System.nanoTime() - start) / 1e9;
            noise.sample();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d rows adopted in %.1f s, %,.0f a second, with a heap of %d MB%n%s%n",
                    kind,
                    result.adopted(),
                    seconds,
                    result.adopted() / seconds,
                    Runtime.getRuntime().maxMemory() >> 20,
                    noise.text());
        }
        return 0;
    }

    /** Inserts rows as a program does that does not know the library. */
    private void fill(StatelessSession session) {
        session.doWork(connection -> {
            insert(connection, LEARNERS, "insert into NumberedLearner (id) values (?)", (statement, i) -> {});
            Random random = new Random(1);
            insert(
                    connection,
                    rows - LEARNERS,
                    "insert into NumberedLog (id, user_id, contentId) values (?, ?, ?)",
                    (statement, i) -> {
                        statement.setLong(2, i % LEARNERS + 1L);
                        statement.setString(3, Ids.random(random));
                    });
        });
    }

    private interface Row {
        void bind(PreparedStatement statement, int number) throws SQLException;
    }

    private static void insert(Connection connection, int count, String sql, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= count; i++) {
                statement.setLong(1, i);
                row.bind(statement, i);
                statement.addBatch();
                if (i % BATCH == 0 || i == count) {
                    statement.executeBatch();
                }
            }
        }
    }

    private static SessionFactory build(String url) {
        return new Configuration()
                .addAnnotatedClass(NumberedLearner.class)
                .addAnnotatedClass(NumberedLog.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.provider_class", "hikaricp")
                .setProperty("hibernate.hikari.minimumIdle", "1")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory();
    }
}
