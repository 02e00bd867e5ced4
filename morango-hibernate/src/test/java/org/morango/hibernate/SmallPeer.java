package org.morango.hibernate;

import jakarta.persistence.metamodel.EntityType;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.OutboxRow;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import org.morango.settings.PeerSettings;

/** An application with entities of its own, usually on H2 in memory. */
final class SmallPeer implements AutoCloseable {
    static final String PROFILE = "p";

    private static final ScopeDefinition ALL = ScopeDefinition.named("everything", PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final SigningKey KEY = SigningKey.generate(new Repeating(1));
    static final Certificate ROOT = Certificate.root(KEY, ALL, Map.of());

    private final String url;
    final SessionFactory factory;
    private HibernateReplica replica;

    SmallPeer(Class<?>... entities) {
        this("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "create-only", entities);
    }

    private SmallPeer(String url, String tables, Class<?>... entities) {
        this(url, tables, Map.of(), entities);
    }

    private SmallPeer(String url, String tables, Map<String, Object> settings, Class<?>... entities) {
        this.url = url;
        Configuration configuration = new Configuration();
        List.of(entities).forEach(configuration::addAnnotatedClass);
        configuration.getProperties().putAll(settings);
        factory = configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", tables)
                .setProperty("hibernate.show_sql", System.getProperty("showSql", "false"))
                .buildSessionFactory();
        restart(Hooks.NONE);
    }

    /** Returns an application on a new database of a kind, with a certificate. */
    static SmallPeer on(TestDatabase database, Class<?>... entities) {
        return on(database, Map.of(), entities);
    }

    static SmallPeer on(TestDatabase database, Map<String, Object> settings, Class<?>... entities) {
        SmallPeer peer = new SmallPeer(database.createUrl(), "create-only", settings, entities);
        peer.replica.certificates().save(ALL);
        peer.join(ROOT);
        return peer;
    }

    boolean isSqlite() {
        return url.startsWith("jdbc:sqlite:");
    }

    /** Returns another persistence unit on the same database. */
    SmallPeer beside(Class<?>... entities) {
        return new SmallPeer(url, "update", entities);
    }

    /** Returns the same database with another version of the application. */
    SmallPeer upgraded(Class<?>... entities) {
        factory.close();
        return new SmallPeer(url, "update", entities);
    }

    /** Empties the database, whose next rows get these numbers. */
    void clear(int firstNumber) {
        run(session -> session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set referential_integrity false");
                for (String sql : resets(statement, firstNumber)) {
                    statement.execute(sql);
                }
                statement.execute("set referential_integrity true");
            }
        }));
        restart(Hooks.NONE);
        replica.certificates().save(ALL);
        join(ROOT);
    }

    /** Empties these tables and those of the library, on any database. */
    void empty(String... tables) {
        elsewhere(Stream.of(tables).map(table -> "delete from " + table).toArray(String[]::new));
        run(session -> factory.getMetamodel().getEntities().stream()
                .map(EntityType::getName)
                .filter(name -> name.startsWith("Morango"))
                .forEach(name ->
                        session.createMutationQuery("delete from " + name).executeUpdate()));
        restart(Hooks.NONE);
        replica.certificates().save(ALL);
        join(ROOT);
    }

    private static List<String> resets(Statement statement, int number) throws SQLException {
        List<String> sql = new ArrayList<>();
        add(
                sql,
                statement,
                "select 'truncate table \"' || table_name || '\"' from information_schema.tables"
                        + " where table_schema = 'PUBLIC' and table_type = 'BASE TABLE'");
        add(
                sql,
                statement,
                "select 'alter table \"' || table_name || '\" alter column \"' || column_name || '\" restart with "
                        + number
                        + "' from information_schema.columns where table_schema = 'PUBLIC' and is_identity = 'YES'"
                        + " and table_name not like 'MORANGO%'");
        add(
                sql,
                statement,
                "select 'alter sequence \"' || sequence_name || '\" restart with " + number
                        + "' from information_schema.sequences where sequence_schema = 'PUBLIC'");
        return sql;
    }

    private static void add(List<String> sql, Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                sql.add(rows.getString(1));
            }
        }
    }

    void join(Certificate root) {
        replica.certificates().save(List.of(root), KEY);
    }

    /** Makes it a member of another network as well, and returns the root. */
    String joinAnother() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate root = Certificate.root(key, ALL, Map.of());
        replica.certificates().save(List.of(root), key);
        return root.id();
    }

    void restart(Hooks hooks) {
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom(), hooks);
    }

    /** Starts a replica as another instance, which draws the same numbers each time. */
    void restart(long seed, Clock clock) {
        run(session ->
                session.createMutationQuery("delete from MorangoInstanceRow").executeUpdate());
        replica = new HibernateReplica(
                (SessionFactoryImplementor) factory,
                PeerSettings.builder().random(new Repeating(seed)).clock(clock).build(),
                Hooks.NONE);
    }

    /** Draws the same numbers each time. */
    private static final class Repeating extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final Random numbers;

        Repeating(long seed) {
            numbers = new Random(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            numbers.nextBytes(bytes);
        }
    }

    /** Runs a transfer of some partitions from here to there. */
    void sync(SmallPeer to, Filter filter) {
        Transfers.send(
                replica, to.replica, PROFILE, filter, sender -> to.replica.integrate(Transfers.ID, PROFILE, sender));
        to.replica.serialize(PROFILE, filter);
        to.replica.deserialize(PROFILE, filter);
    }

    HibernateReplica replica() {
        return replica;
    }

    void run(Consumer<Session> work) {
        factory.inTransaction(work);
    }

    void stateless(Consumer<StatelessSession> work) {
        factory.inStatelessTransaction(work);
    }

    <T> T get(Function<Session, T> work) {
        return factory.fromTransaction(work);
    }

    /** Runs statements as another program would. */
    void elsewhere(String... statements) {
        run(session -> session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }));
    }

    long count(Class<?> type) {
        return get(session -> session.createSelectionQuery("select count(*) from " + type.getName(), Long.class)
                .getSingleResult());
    }

    void serialize() {
        replica.serialize(PROFILE, Filter.EVERYTHING);
    }

    /** Runs a whole transfer from here to there. */
    DeserializeResult sync(SmallPeer to) {
        receive(to);
        to.serialize();
        return to.replica.deserialize(PROFILE, Filter.EVERYTHING);
    }

    /** Transfers from here to there, up to the store. */
    void receive(SmallPeer to) {
        Transfers.send(replica, to.replica, PROFILE, sender -> to.replica.dequeue(Transfers.ID, sender));
    }

    /** Puts records into the store as if a peer had sent them, and writes them as far as they can be. */
    DeserializeResult receive(SyncRecord... records) {
        stateless(session -> {
            List<StoreRow> before = List.of(records).stream()
                    .map(rec -> StoreRecords.row(rec, session.get(StoreRow.class, rec.id())))
                    .toList();
            Rows.upsert(session, before);
            Rows.upsert(
                    session,
                    before.stream().map(row -> PendingRow.of(row, null)).toList());
        });
        return replica.deserialize(PROFILE, Filter.EVERYTHING);
    }

    /** Returns a record as a peer would send it. */
    static SyncRecord record(String model, String sourceId, String partition, String content) {
        String id = Ids.recordId(partition, sourceId, model);
        RecordVersion version = new RecordVersion(Records.PEER, 1);
        return new SyncRecord(
                id,
                PROFILE,
                model,
                sourceId,
                Ids.partition(partition, id),
                content,
                false,
                false,
                version,
                "",
                "",
                RecordHistory.of(version));
    }

    List<StoreRow> store() {
        return get(session -> session.createSelectionQuery("from MorangoStoreRow s order by s.id", StoreRow.class)
                .getResultList());
    }

    List<StoreRow> store(String model) {
        return store().stream().filter(row -> row.modelName.equals(model)).toList();
    }

    /** Returns the record of a row. */
    StoreRow record(String model, Object key) {
        return store(model).stream()
                .filter(row -> String.valueOf(key).equals(row.localKey))
                .findFirst()
                .orElseThrow();
    }

    /** Returns what is noted, as kinds with rows. */
    List<String> notes() {
        return get(session -> session.createSelectionQuery("from MorangoOutboxRow o order by o.id", OutboxRow.class)
                .getResultStream()
                .map(row -> row.modelName + " " + row.kind + " " + row.rows)
                .toList());
    }

    List<PendingRow> pending() {
        return get(session -> session.createSelectionQuery("from MorangoPendingRow", PendingRow.class)
                .getResultList());
    }

    List<String> reasons() {
        return pending().stream().map(row -> row.modelName + ": " + row.reason).toList();
    }

    List<HeldBackRecord> held() {
        return replica.heldBack().first(100);
    }

    @Override
    public void close() {
        factory.close();
    }
}
