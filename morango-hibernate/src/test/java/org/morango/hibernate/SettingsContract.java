package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.internal.store.Database;

/** Settings of Hibernate that change the SQL of the library's own statements. */
abstract class SettingsContract {
    private static final int WRITERS = 3;
    private static final int SYNCS = 20;

    private final TestDatabase database;

    SettingsContract(TestDatabase database) {
        this.database = database;
    }

    private Application application(String settings) {
        Map<String, String> parsed = HibernateSettingsTest.parsed(settings);
        return new Application(Application.configuration(database.createUrl(), parsed, HibernateSettingsTest.ENTITIES));
    }

    @Test
    void rowsTravelWithBooleansAsNumbersStrictQueriesAndQuotedNames() {
        String settings = "hibernate.jpa.compliance=true, hibernate.type.preferred_boolean_jdbc_type=TINYINT,"
                + " hibernate.globally_quoted_identifiers=true, hibernate.type.preferred_instant_jdbc_type=TIMESTAMP";
        try (Application here = application(settings);
                Application there = application(settings)) {
            HibernateSettingsTest.exchange(here, there);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "SERIALIZABLE"})
    void syncGoesOnBesideWritersOfAnyIsolation(String isolation) throws Exception {
        assumeFalse(database.createUrl().startsWith("jdbc:sqlite:"), "SQLite has one writer at a time");
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        AtomicBoolean done = new AtomicBoolean();
        try (Application here = application("hibernate.connection.isolation=" + isolation);
                Application there = application("hibernate.connection.isolation=" + isolation)) {
            HibernateSettingsTest.Author author = new HibernateSettingsTest.Author();
            here.factory.inTransaction(session -> session.persist(author));
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(() -> {
                    while (!done.get()) {
                        rename(here, author.getId());
                    }
                }));
            }
            try {
                for (int i = 0; i < SYNCS; i++) {
                    here.serialize();
                }
            } finally {
                done.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
            here.sync(there);
            here.assertNothingUnnoticed();
            assertThat(here.factory.<Integer>fromTransaction(
                            session -> session.doReturningWork(Connection::getTransactionIsolation)))
                    .as("the application's own isolation")
                    .isEqualTo(
                            isolation.equals("SERIALIZABLE")
                                    ? Connection.TRANSACTION_SERIALIZABLE
                                    : Connection.TRANSACTION_REPEATABLE_READ);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Renames a row. At these isolation levels an application has to expect failures beside its own transactions. */
    private static void rename(Application here, String id) {
        try {
            here.factory.inTransaction(
                    session -> session.find(HibernateSettingsTest.Author.class, id).name = "n" + System.nanoTime());
        } catch (PersistenceException e) {
            assertThat(Database.isConflict(e)).as(e.toString()).isTrue();
        }
    }
}
