package org.morango.hibernate;

import jakarta.persistence.metamodel.EntityType;
import java.security.SecureRandom;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.counter.Claim;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Appointment;
import org.morango.hibernate.clinic.Asset;
import org.morango.hibernate.clinic.Bed;
import org.morango.hibernate.clinic.Clerk;
import org.morango.hibernate.clinic.Invoice;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Referral;
import org.morango.hibernate.clinic.Remark;
import org.morango.hibernate.clinic.Reminder;
import org.morango.hibernate.clinic.Repair;
import org.morango.hibernate.clinic.Station;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.clinic.Ward;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Account;
import org.morango.hibernate.model.Badge;
import org.morango.hibernate.model.Booking;
import org.morango.hibernate.model.Device;
import org.morango.hibernate.model.Everything;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Figure;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Locker;
import org.morango.hibernate.model.Medium;
import org.morango.hibernate.model.Parcel;
import org.morango.hibernate.model.Person;
import org.morango.hibernate.model.Player;
import org.morango.hibernate.model.Pupil;
import org.morango.hibernate.model.Sample;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.Stamped;
import org.morango.hibernate.model.SummaryLog;
import org.morango.hibernate.model.Team;
import org.morango.hibernate.model.Vehicle;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application with its own database and replica. */
final class TestPeer implements AutoCloseable {
    static final String PROFILE = "facilitydata";
    static final String TRANSFER = Transfers.ID;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The application's entities besides the shop's, each before those it refers to. */
    private static final List<Class<?>> OTHERS = List.of(
            Remark.class,
            Repair.class,
            Bed.class,
            Station.class,
            Referral.class,
            Invoice.class,
            Appointment.class,
            Reminder.class,
            Visit.class,
            Patient.class,
            Allergy.class,
            Asset.class,
            Clerk.class,
            Parcel.Letter.class,
            Parcel.class,
            Parcel.Crate.class,
            Section.class,
            Lesson.class,
            SummaryLog.class,
            Badge.class,
            Locker.class,
            Booking.class,
            Account.class,
            Learner.class,
            Facility.class,
            Sample.class,
            Everything.class,
            Person.class,
            Device.class,
            Player.class,
            Team.class,
            Stamped.class,
            Figure.Ring.class,
            Pupil.class,
            Figure.Circle.class,
            Figure.Square.class,
            Figure.class,
            Medium.Comic.class,
            Medium.Book.class,
            Medium.Film.class,
            Medium.class,
            Vehicle.Car.class,
            Vehicle.class);

    private static final List<Class<?>> MODELS =
            Stream.concat(ShopEntities.ALL.stream(), OTHERS.stream()).toList();

    /** References between rows of the same or of two models, which would prevent either from being deleted first. */
    private static final List<String> CIRCLES = List.of(
            "Facility.parent",
            "Person.mother",
            "Person.father",
            "Team.captain",
            "Figure.inside",
            "Parcel.inside",
            "Patient.contact",
            "Asset.within",
            "Ward.within");

    final SessionFactory factory;

    /** SQLite has no sequences, and a transaction that writes excludes the one that would draw from a table. */
    private final List<Class<?>> models;

    /**
     * SQLite does not check lengths, keeps times to the millisecond and decimals to 15 digits, and refuses a
     * transaction that writes after another has written what it had read.
     */
    final boolean isSqlite;

    private final boolean isMariaDb;

    /** Whether the database is in this process (H2): a statement costs no round trip. */
    final boolean isInMemory;

    private HibernateReplica replica;

    /** Whether anything has been done on the database since it was emptied. */
    private volatile boolean used = true;

    TestPeer(String url) {
        isSqlite = url.startsWith("jdbc:sqlite:");
        isMariaDb = url.startsWith("jdbc:mariadb:");
        isInMemory = url.startsWith("jdbc:h2:mem:");
        Configuration configuration = new Configuration();
        models = isSqlite
                ? MODELS
                : Stream.concat(Stream.of(Ward.class), MODELS.stream()).toList();
        models.forEach(configuration::addAnnotatedClass);
        factory = configuration
                .setStatementInspector(sql -> {
                    used = true;
                    return sql;
                })
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create-only")
                .setProperty("hibernate.jdbc.time_zone", "UTC")
                .setProperty("hibernate.show_sql", System.getProperty("showSql", "false"))
                .buildSessionFactory();
        if (isSqlite) {
            elsewhere(SqliteTables.STATEMENTS);
        }
        restart();
    }

    /** Empties the database, which becomes a new instance, unless it is still as it was after the last time. */
    void clear() {
        if (!used) {
            return;
        }
        // Truncating tables is slow on MariaDB, and SQLite does not have it.
        run(session -> {
            Set<String> filled = filled(session, models.stream().map(Class::getName));
            for (String reference : CIRCLES) {
                String[] path = reference.split("\\.");
                if (filled.stream().anyMatch(name -> name.endsWith("." + path[0]))) {
                    session.createMutationQuery("update " + path[0] + " set " + path[1] + " = null")
                            .executeUpdate();
                }
            }
            filled.forEach(entity -> empty(session, entity));
        });
        // Uses another transaction, because the end of the first one has left notes.
        run(session -> filled(
                        session,
                        factory.getMetamodel().getEntities().stream()
                                .map(EntityType::getName)
                                .filter(name -> name.startsWith("Morango")))
                .forEach(entity -> empty(session, entity)));
        restart();
        used = false;
    }

    private static void empty(Session session, String entity) {
        session.createMutationQuery("delete from " + entity).executeUpdate();
    }

    /**
     * Returns the entities that have rows, in the same order. Most tables are empty, and a bulk delete is several
     * statements.
     */
    private static Set<String> filled(Session session, Stream<String> entities) {
        List<String> names = entities.toList();
        Object[] counts = session.createSelectionQuery(
                        names.stream()
                                .map(name -> "(select count(*) from " + name + ")")
                                .collect(Collectors.joining(", ", "select ", "")),
                        Object[].class)
                .getSingleResult();
        Set<String> filled = new LinkedHashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (((Number) counts[i]).longValue() > 0) {
                filled.add(names.get(i));
            }
        }
        return filled;
    }

    /** Empties the database and gives it that instance. */
    HibernateReplica begin(String instanceId) {
        clear();
        run(session -> session.find(InstanceRow.class, 1).instanceId = instanceId);
        restart();
        return replica;
    }

    /** Starts a replica as another process on this database would do. */
    void restart() {
        restart(Hooks.NONE);
    }

    /** Does the same with hooks of the application. */
    void restart(Hooks hooks) {
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom(), hooks);
    }

    /** Does the same with other settings. */
    void restart(UnaryOperator<PeerSettings.Builder> settings) {
        replica = new HibernateReplica(
                (SessionFactoryImplementor) factory,
                settings.apply(PeerSettings.builder()).build(),
                Hooks.NONE);
    }

    /** Sets the resolver for conflicts of an entity. */
    void onConflict(
            Class<?> entity, Function<SyncableModel, ConflictResolver> resolver, ConflictListener... listeners) {
        restart(new Hooks(Map.of(), Map.of(), Map.of(entity, resolver), List.of(listeners), List.of()));
    }

    HibernateReplica replica() {
        return replica;
    }

    String instance() {
        return replica.instance().id();
    }

    void run(Consumer<Session> work) {
        used = true;
        factory.inTransaction(session -> {
            if (isSqlite) {
                write(session);
            }
            work.accept(session);
        });
    }

    /**
     * Begins a transaction with a statement that writes, as docs/databases.md asks of applications, so that it waits
     * for its turn.
     */
    private static void write(Session session) {
        session.createMutationQuery("update Facility set name = name where 1 = 0")
                .executeUpdate();
    }

    /**
     * Runs a transaction that fails soon if it has to wait for a lock. SQLite has a lock timeout for connections, but
     * not for queries.
     */
    void runWithoutWaiting(Consumer<Session> work) {
        factory.inTransaction(session -> {
            if (isSqlite) {
                try {
                    waiting(session, 0);
                    write(session);
                } finally {
                    waiting(session, 30_000);
                }
            }
            work.accept(session);
        });
    }

    private static void waiting(Session session, int millis) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = " + millis);
            }
        });
    }

    <T> T get(Function<Session, T> work) {
        return factory.fromTransaction(work);
    }

    void runStateless(Consumer<StatelessSession> work) {
        factory.inStatelessTransaction(work);
    }

    /** Persists an entity, and returns its id. */
    <T extends SyncableEntity> String persist(T entity) {
        run(session -> session.persist(entity));
        return entity.getId();
    }

    <T extends SyncableEntity> void change(Class<T> type, String id, Consumer<T> change) {
        run(session -> change.accept(session.find(type, id)));
    }

    void remove(Class<?> type, String id) {
        run(session -> session.remove(session.find(type, id)));
    }

    <T> T find(Class<T> type, String id) {
        return get(session -> session.find(type, id));
    }

    long count(Class<?> type) {
        return get(session -> session.createSelectionQuery("select count(*) from " + type.getName(), Long.class)
                .getSingleResult());
    }

    void serialize() {
        replica.serialize(PROFILE, Filter.EVERYTHING);
    }

    DeserializeResult deserialize() {
        return replica.deserialize(PROFILE, Filter.EVERYTHING);
    }

    long counter() {
        return get(session -> session.find(InstanceRow.class, 1).counter);
    }

    StoreRow store(String id) {
        return find(StoreRow.class, id);
    }

    List<StoreRow> store() {
        return get(session -> session.createSelectionQuery("from MorangoStoreRow s order by s.id", StoreRow.class)
                .getResultList());
    }

    /** Returns the ids of the pending records. */
    Set<String> pending() {
        return get(session -> session.createSelectionQuery("select id from MorangoPendingRow", String.class)
                .getResultStream()
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    boolean isPending(String id) {
        return pending().contains(id);
    }

    /** Returns why a record could not be written. */
    String reason(String id) {
        PendingRow pending = find(PendingRow.class, id);
        return pending == null ? null : pending.reason;
    }

    JsonNode content(String id) {
        return MAPPER.readTree(store(id).serialized());
    }

    /** Returns the deletions that are not serialized yet. */
    List<Notes.Deletion> deletions() {
        return notes().deletions();
    }

    /** Returns the models that are noted for a rescan. */
    List<String> noted() {
        return notes().rescans();
    }

    private Notes notes() {
        return new Notes(factory);
    }

    /** Runs statements on the database as another program would, without Hibernate. */
    void elsewhere(String... statements) {
        run(session -> session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }));
    }

    /** Returns the statement that makes the database number the next row of a table with this number. */
    String restartNumbers(String table, int number) {
        return isMariaDb
                ? "alter table " + table + " auto_increment = " + number
                : "alter table " + table + " alter column id restart with " + number;
    }

    /** Runs a statement as another program would that knows the outbox, and notes all rows of the entity. */
    void elsewhereNoted(Class<?> type, String statement) {
        elsewhere(statement);
        notes().add(type);
    }

    /** Returns the ids of changed rows. */
    List<String> changed(Class<?> type) {
        return notes().changed(type);
    }

    /** Puts records into the store as if a peer had sent them. */
    void receive(Collection<SyncRecord> records) {
        runStateless(session -> {
            session.setJdbcBatchSize(500);
            List<StoreRow> rows =
                    records.stream().<StoreRow>map(StoreRecords::row).toList();
            Rows.upsert(session, rows);
            Rows.upsert(
                    session, rows.stream().map(row -> PendingRow.of(row, null)).toList());
        });
    }

    void receive(SyncRecord... records) {
        receive(List.of(records));
    }

    /** Runs a transfer of some partitions from here to there. */
    DeserializeResult sync(TestPeer to, Filter filter) {
        Transfers.send(replica, to.replica, PROFILE, filter, sender -> to.replica.integrate(TRANSFER, PROFILE, sender));
        to.replica.serialize(PROFILE, filter);
        return to.replica.deserialize(PROFILE, filter);
    }

    /** Transfers from here to there, up to the store. */
    DequeueResult send(TestPeer to) {
        return send(to, sender -> to.replica.dequeue(TRANSFER, sender));
    }

    /** Transfers from here to there, up to the application's tables where that is possible at once. */
    DequeueResult integrate(TestPeer to) {
        return send(to, sender -> to.replica.integrate(TRANSFER, PROFILE, sender));
    }

    private DequeueResult send(TestPeer to, Function<Claim, DequeueResult> dequeue) {
        return Transfers.send(replica, to.replica, PROFILE, dequeue);
    }

    /** Runs a whole transfer from here to there. */
    DeserializeResult sync(TestPeer to) {
        send(to);
        to.serialize();
        return to.deserialize();
    }

    @Override
    public void close() {
        factory.close();
    }
}
