package org.morango.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.morango.hibernate.CaptureTriggers;

/** An in-memory database with the tables of a persistence unit. */
final class TestDatabase implements AutoCloseable {
    private static final String CERTIFICATES = "MORANGO_CERTIFICATE";

    /** URL with a large query cache, because parsing a statement takes longer than running it on a few rows. */
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000";

    private final SessionFactory factory;
    private final List<String> tables;

    TestDatabase(PeersSetup setup) {
        Configuration configuration = new Configuration();
        setup.entities().forEach(configuration::addAnnotatedClass);
        configuration
                .setProperty("hibernate.connection.url", url)
                // The pool has as many connections as a server has threads, and some for the test itself.
                .setProperty(
                        "hibernate.connection.pool_size",
                        String.valueOf(setup.settings().server().threads() + 8))
                .setProperty("hibernate.connection.initial_pool_size", "1")
                .setProperty("hibernate.connection.min_pool_size", "1")
                .setProperty("hibernate.hbm2ddl.auto", "create-only");
        setup.properties().forEach(configuration::setProperty);
        this.factory = configuration.buildSessionFactory();
        CaptureTriggers.of(factory).install();
        this.tables = factory.fromStatelessSession(session -> session.createNativeQuery(
                        "select table_name from information_schema.tables where table_schema = 'PUBLIC'", String.class)
                .getResultList());
    }

    SessionFactory factory() {
        return factory;
    }

    /** Empties all tables, apart from these certificates. */
    void empty(Collection<String> certificates) {
        factory.getCache().evictAllRegions();
        factory.inStatelessTransaction(session -> session.doWork(connection -> empty(connection, certificates)));
    }

    private void empty(Connection connection, Collection<String> certificates) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("set referential_integrity false");
            for (String table : tables) {
                // The ids are hexadecimal, so they need no escaping.
                statement.addBatch(
                        table.equalsIgnoreCase(CERTIFICATES)
                                ? "delete from \"" + table + "\" where id not in ('" + String.join("','", certificates)
                                        + "')"
                                : "truncate table \"" + table + "\" restart identity");
            }
            statement.addBatch("set referential_integrity true");
            statement.executeBatch();
        }
    }

    @Override
    public void close() {
        factory.close();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown");
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + url + " cannot be closed", e);
        }
    }
}
