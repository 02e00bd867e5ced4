package org.morango.it.database;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.Morango;
import org.morango.testkit.simulation.LessonDatabase;

/** A database of an application that has things. */
public final class ThingDatabase extends ApplicationDatabase {
    private final Things things;

    /** Makes the database; its tables are created anew. */
    public ThingDatabase(String url, Things things) {
        super(url, List.of(things.entity()));
        this.things = things;
        if (things == Things.WITH_OWN_KEYS && url.startsWith("jdbc:sqlite:")) {
            // Hibernate's dialect gives the key no type here, so that SQLite does not number it. The reference model
            // knows no keys that are used again.
            sql(
                    "drop table NumberedThing",
                    "create table NumberedThing (id integer primary key autoincrement, source varchar(255), place varchar(255),"
                            + " text varchar(255), token integer, unique (source, place))");
        }
    }

    /** Inserts or changes a row; returns its content. */
    public String put(String source, String partition, @Nullable String text, @Nullable Integer token) {
        return read(session -> {
            AnyThing found = things.find(session, source, partition);
            AnyThing thing = found == null ? things.create(source, partition) : found;
            thing.set(text, token);
            if (found == null) {
                session.persist(thing);
            }
            return thing.content();
        });
    }

    /** Inserts or changes a row with only a token. */
    public void put(String source, String partition, int token) {
        put(source, partition, null, token);
    }

    public void delete(String id) {
        change(session -> session.remove(of(session, id)));
    }

    public void hardDelete(String id) {
        change(session -> Morango.hardDelete(session, of(session, id)));
    }

    private AnyThing of(Session session, String id) {
        String root = root(session);
        return all(session).stream()
                .filter(thing -> things.id(thing, root).equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<? extends AnyThing> all(Session session) {
        return session.createSelectionQuery("from " + things.entity().getSimpleName(), things.entity())
                .getResultList();
    }

    /** Returns the id of the root certificate, with which all partitions begin; empty if there is none. */
    private static String root(Session session) {
        return session.createSelectionQuery("select distinct c.rootId from MorangoCertificateRow c", String.class)
                .getResultStream()
                .findFirst()
                .orElse("");
    }

    /** Returns the rows by the ids of their records. */
    public SortedMap<String, LessonDatabase.Row> rows() {
        SortedMap<String, LessonDatabase.Row> rows = new TreeMap<>();
        change(session -> {
            String root = root(session);
            all(session)
                    .forEach(thing -> rows.put(
                            things.id(thing, root),
                            new LessonDatabase.Row(things.partition(thing, root), thing.content())));
        });
        return rows;
    }
}
