package org.morango.it.database;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.settings.PeerSettings;
import org.morango.testkit.simulation.NumberedDatabase.Kind;
import org.morango.testkit.simulation.NumberedDatabase.Row;

/** A database of an application that has owners, crates and parcels, and numbers them itself. */
public final class CrateDatabase extends ApplicationDatabase {
    private static final Map<Kind, Class<? extends Numbered>> ENTITIES =
            Map.of(Kind.OWNER, Owner.class, Kind.CRATE, Crate.class, Kind.PARCEL, Parcel.class);

    /** Makes the database; its tables are created anew. */
    public CrateDatabase(String url) {
        super(url, List.of(Owner.class, Crate.class, Parcel.class));
        if (url.startsWith("jdbc:sqlite:")) {
            // Hibernate's dialect gives the key no type here, so that SQLite does not number it.
            String common = " (id integer primary key, tag varchar(255), place varchar(255), token integer not null";
            sql(
                    "drop table Parcel",
                    "drop table Crate",
                    "drop table Owner",
                    "create table Owner" + common + ", unique (tag))",
                    "create table Crate" + common + ", owner_id integer references Owner)",
                    "create table Parcel" + common + ", crate_id integer not null references Crate)");
        }
    }

    static Class<? extends Numbered> entity(Kind kind) {
        return ENTITIES.get(kind);
    }

    private static @Nullable Numbered parent(Session session, Row row) {
        return row.parent() == null
                ? null
                : session.getReference(entity(row.kind().parent()), row.parent());
    }

    /** Inserts a row; its key does not matter. */
    public void insert(Row row) {
        change(session -> {
            Numbered made = make(row.kind());
            made.tag = row.tag();
            fill(session, made, row);
            session.persist(made);
        });
    }

    private static Numbered make(Kind kind) {
        return switch (kind) {
            case OWNER -> new Owner();
            case CRATE -> new Crate();
            case PARCEL -> new Parcel();
        };
    }

    private static void fill(Session session, Numbered entity, Row row) {
        entity.place = row.place();
        entity.token = row.token();
        entity.refer(parent(session, row));
    }

    /** Has the next row get the number after the greatest, as on SQLite, on H2. */
    public void giveNumbersAgain(Kind kind) {
        String table = entity(kind).getSimpleName();
        long last = read(session -> session.createNativeQuery("select coalesce(max(id), 0) from " + table, Long.class)
                .getSingleResult());
        sql("alter table " + table + " alter column id restart with " + (last + 1));
    }

    public void update(Row row) {
        change(session -> fill(session, session.find(entity(row.kind()), row.key()), row));
    }

    public void delete(List<Row> rows, boolean hard) {
        change(session -> {
            for (Row row : rows) {
                Numbered entity = session.find(entity(row.kind()), row.key());
                if (hard) {
                    Morango.hardDelete(session, entity);
                } else {
                    session.remove(entity);
                }
                session.flush();
            }
        });
    }

    /** Makes one record of a row and a pending record. */
    public void unite(Row row, String recordId, SecureRandom random, Clock clock) {
        PeerSettings settings =
                PeerSettings.builder().random(random).clock(clock).build();
        Morango.on(factory(), settings).unite(entity(row.kind()), row.key(), recordId);
    }

    public List<Row> rows() {
        return read(session -> {
            List<Row> rows = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                session.createSelectionQuery(
                                "from " + entity(kind).getSimpleName() + " e order by e.id", Numbered.class)
                        .getResultList()
                        .forEach(entity -> rows.add(row(kind, entity)));
            }
            return rows;
        });
    }

    private static Row row(Kind kind, Numbered entity) {
        Numbered parent = entity.parent();
        return new Row(kind, entity.id, entity.tag, entity.place, entity.token, parent == null ? null : parent.id);
    }

    public Map<String, Long> keys() {
        Map<String, Long> keys = new TreeMap<>();
        records("s.localKey is not null").forEach(row -> keys.put(row.id, Long.valueOf(row.localKey)));
        return keys;
    }

    public Map<String, String> successors() {
        Map<String, String> successors = new TreeMap<>();
        records("s.successor is not null").forEach(row -> successors.put(row.id, row.successor));
        return successors;
    }

    private List<StoreRow> records(String condition) {
        return read(session -> session.createSelectionQuery("from MorangoStoreRow s where " + condition, StoreRow.class)
                .getResultList());
    }
}
