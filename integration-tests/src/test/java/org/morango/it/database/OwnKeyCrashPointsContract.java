package org.morango.it.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.Adoption;
import org.morango.hibernate.BareReplica;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stages crash as in {@link CrashPointsContract}, with entities that have keys of their own. Each row keeps exactly one
 * record, and each record gets exactly one row.
 */
abstract class OwnKeyCrashPointsContract {
    private static final String PROFILE = InMemoryReplica.PROFILE;
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCOPE = "all";
    private static final int MOST_STATEMENTS = 200;

    private volatile Runnable beforeStatements = () -> {};
    private SessionFactory factory;
    private Morango morango;
    private Replica database;
    private String root;

    abstract String url();

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Shelf.class)
                .addAnnotatedClass(Book.class)
                .setProperty("hibernate.connection.url", url())
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.connection.pool_size", "100")
                .setStatementInspector(sql -> {
                    beforeStatements.run();
                    return sql;
                })
                .buildSessionFactory();
        morango = Morango.on(factory);
        morango.certificates()
                .define(ScopeDefinition.named(SCOPE, PROFILE)
                        .primaryParam("root")
                        .readWrite("${root}")
                        .build());
        root = morango.certificates().createRoot(SCOPE).id();
        database = BareReplica.on(factory, new SecureRandom());
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private boolean crashes(int statement, Runnable work) {
        return Crash.before(statement, action -> beforeStatements = action, work);
    }

    /** Returns the books with their shelves, as the tables have them. */
    private List<String> rows() {
        return factory.fromTransaction(session -> session.createSelectionQuery(
                        "select b.title || ' on ' || b.shelf.name from Book b order by b.title", String.class)
                .getResultList());
    }

    /** Checks that there is a record of each row, that each names its row, and that books name their shelves' records. */
    private void checkRecords(String when) {
        List<String> expected = new ArrayList<>();
        factory.inTransaction(session -> {
            session.createSelectionQuery("from Shelf", Shelf.class)
                    .getResultList()
                    .forEach(shelf -> expected.add(Shelf.MODEL + " " + shelf.id + " " + shelf.name));
            session.createSelectionQuery("from Book", Book.class)
                    .getResultList()
                    .forEach(book -> expected.add(Book.MODEL + " " + book.id + " " + book.title + " on "
                            + morango.recordId(Shelf.class, book.shelf.id).orElseThrow()));
        });
        List<String> stored = factory
                .fromTransaction(
                        session -> session.createSelectionQuery("select s from MorangoStoreRow s", StoreRow.class)
                                .getResultList())
                .stream()
                .map(row -> row.modelName + " " + row.localKey + " " + text(row.serialized()))
                .toList();
        assertThat(stored).as(when).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Returns the content of a record as {@link #checkRecords} has it. */
    private static String text(String serialized) {
        JsonNode content = JSON.readTree(serialized);
        return content.has("name")
                ? content.get("name").stringValue()
                : content.get("title").stringValue() + " on "
                        + content.get("shelf_id").stringValue();
    }

    private void serialize() {
        database.serialize(PROFILE, Filter.EVERYTHING);
    }

    @Test
    void serializing() {
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            int number = crashes;
            factory.inTransaction(session -> {
                Shelf shelf = new Shelf("new " + number);
                session.persist(shelf);
                session.persist(new Book("book " + number, shelf));
                session.createSelectionQuery("from Shelf s where s.name like 'old%'", Shelf.class)
                        .getResultList()
                        .forEach(old -> old.name = "old as of " + number);
                session.persist(new Shelf("old " + number));
            });
            crashed = crashes(number, this::serialize);
            serialize();
            checkRecords("after a crash before statement " + number);
        }
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }

    @Test
    void adopting() {
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            int number = crashes;
            insertWithoutTheLibrary(1_000 + number);
            Runnable adopt = () -> morango.adopt(PROFILE, Adoption.ofNewRows());
            crashed = crashes(number, adopt);
            adopt.run();
            checkRecords("after a crash before statement " + number);
        }
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }

    private void insertWithoutTheLibrary(int key) {
        factory.inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("insert into Shelf (id, name) values (" + key + ", 'shelf " + key + "')");
                statement.execute(
                        "insert into Book (id, title, shelf_id) values (" + key + ", 'book " + key + "', " + key + ")");
            }
        }));
    }

    @Test
    void receiving() {
        InMemoryReplica other = new InMemoryReplica(Ids.random(new Random(1)), new Random(1));
        List<String> expected = new ArrayList<>();
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            int number = crashes;
            String transfer = String.format("%032x", number + 1);
            put(other, number);
            expected.add("book " + number + " on shelf " + number);
            PartitionCounters held = held(other, FsicRole.SENDER);
            other.queue(transfer, PROFILE, held.diff(held(database, FsicRole.RECEIVER)));
            List<SyncRecord> records = other.queued(transfer, 0, 100, Long.MAX_VALUE);
            assertThat(records).hasSize(2);
            Runnable receive = () -> {
                database.buffer(transfer, records);
                database.integrate(transfer, PROFILE, Claim.known(held));
                database.deserialize(PROFILE, Filter.EVERYTHING);
            };
            crashed = crashes(number, receive);
            receive.run();
            assertThat(rows())
                    .as("after a crash before statement " + number)
                    .containsExactlyInAnyOrderElementsOf(new TreeSet<>(expected));
            checkRecords("after a crash before statement " + number);
        }
        assertThat(morango.pendingRecords().first(10)).isEmpty();
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }

    /** Makes a shelf and a book at another peer. */
    private void put(InMemoryReplica other, int number) {
        String shelf = "shelf " + number;
        other.put(Shelf.MODEL, shelf, root, "{\"name\":\"" + shelf + "\"}");
        other.put(
                Book.MODEL,
                "book " + number,
                root,
                "{\"shelf_id\":\"" + Ids.recordId(root, shelf, Shelf.MODEL) + "\",\"title\":\"book " + number + "\"}");
        other.serialize(PROFILE, Filter.EVERYTHING);
    }

    private PartitionCounters held(Replica replica, FsicRole role) {
        Filter all = Filter.of(root);
        return replica.fsic(all, role, FsicFormat.V2).expand(all);
    }
}
