package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;

/** A small application with its own entities and settings, in memory. All its models belong to one profile. */
final class Application implements AutoCloseable {
    static final String PROFILE = "p";

    final SessionFactory factory;
    private final HibernateReplica replica;

    Application(Map<String, ?> settings, Class<?>... entities) {
        this(configuration(settings, entities));
    }

    Application(Configuration configuration) {
        this.factory = configuration.buildSessionFactory();
        this.replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
    }

    /** Returns a configuration on a new database in memory. */
    static Configuration configuration(Map<String, ?> settings, Class<?>... entities) {
        return configuration(url(), settings, entities);
    }

    /** Returns the URL of a new database in memory. */
    static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";QUERY_CACHE_SIZE=1000";
    }

    /** Returns a configuration on an empty database. */
    static Configuration configuration(String url, Map<String, ?> settings, Class<?>... entities) {
        Configuration configuration = new Configuration();
        configure(configuration, url, settings);
        List.of(entities).forEach(configuration::addAnnotatedClass);
        return configuration;
    }

    static void configure(Configuration configuration, String url, Map<String, ?> settings) {
        configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.initial_pool_size", "1")
                .setProperty("hibernate.connection.min_pool_size", "1")
                .setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().putAll(settings);
    }

    void serialize() {
        replica.serialize(PROFILE, Filter.EVERYTHING);
    }

    void deserialize() {
        assertThat(write()).as("records that cannot be written").isZero();
    }

    /** Transfers everything from here to there. Afterwards both hold the same records, and none is pending. */
    void sync(Application to) {
        integrate(to);
        to.serialize();
        to.deserialize();
        assertThat(to.records()).containsAllEntriesOf(records());
    }

    /** Transfers everything from here to there, up to the application's tables where that is possible at once. */
    void integrate(Application to) {
        Transfers.send(replica, to.replica, PROFILE, sender -> to.replica.integrate(Transfers.ID, PROFILE, sender));
    }

    /** Writes what is pending; returns the number of records that cannot be written. */
    long write() {
        return replica.deserialize(PROFILE, Filter.EVERYTHING).failed();
    }

    /** Serializes all rows anew, and asserts that they have the contents of the store. */
    void assertNothingUnnoticed() {
        serialize();
        assertThat(replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
    }

    /** Returns the number of changed rows of an entity that are not serialized yet. */
    long changed(Class<?> type) {
        return new Notes(factory).changed(type).size();
    }

    /** Returns the store's contents by id. */
    Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        for (StoreRow row : factory.fromTransaction(
                session -> session.createSelectionQuery("select s from MorangoStoreRow s", StoreRow.class)
                        .getResultList())) {
            records.put(row.id, row.deleted ? "deleted" : row.serialized());
        }
        return records;
    }

    /** Returns the number of records that are not deleted. */
    long alive() {
        return records().entrySet().stream()
                .map(Entry::getValue)
                .filter(content -> !content.equals("deleted"))
                .count();
    }

    @Override
    public void close() {
        factory.close();
    }
}
