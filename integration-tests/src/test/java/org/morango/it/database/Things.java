package org.morango.it.database;

import java.util.List;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import org.morango.testkit.simulation.LessonDatabase;

/** How an application keeps its things. */
public enum Things {
    /** Their keys are the ids of their records. */
    WITH_RECORD_IDS(Thing.class) {
        @Override
        public String sourceId(String source, String partition) {
            return source;
        }

        @Override
        String place(String partition) {
            return partition;
        }

        @Override
        @Nullable
        AnyThing find(Session session, String source, String partition) {
            return session.find(Thing.class, Ids.recordId(partition, source, LessonDatabase.MODEL));
        }

        @Override
        AnyThing create(String source, String partition) {
            return new Thing(source, partition);
        }

        @Override
        String partition(AnyThing thing, String root) {
            return ((Thing) thing).place;
        }

        @Override
        String id(AnyThing thing, String root) {
            return String.valueOf(((Thing) thing).getId());
        }
    },

    /** Their keys are numbers of their own. */
    WITH_OWN_KEYS(NumberedThing.class) {
        @Override
        public String sourceId(String source, String partition) {
            return "[\"" + source + "\",\"" + place(partition) + "\"]";
        }

        @Override
        String place(String partition) {
            return partition.substring(partition.indexOf(':') + 1, partition.length() - 1);
        }

        @Override
        @Nullable
        AnyThing find(Session session, String source, String partition) {
            List<NumberedThing> found = session.createSelectionQuery(
                            "from NumberedThing t where t.source = :source and t.place = :place", NumberedThing.class)
                    .setParameter("source", source)
                    .setParameter("place", place(partition))
                    .getResultList();
            return found.isEmpty() ? null : found.get(0);
        }

        @Override
        AnyThing create(String source, String partition) {
            return new NumberedThing(source, place(partition));
        }

        @Override
        String partition(AnyThing thing, String root) {
            return root + ":" + ((NumberedThing) thing).place + ":";
        }

        @Override
        String id(AnyThing thing, String root) {
            String partition = partition(thing, root);
            String sourceId = sourceId(((NumberedThing) thing).source, partition);
            return Ids.recordId(partition, sourceId, LessonDatabase.MODEL);
        }
    };

    private final Class<? extends AnyThing> entity;

    Things(Class<? extends AnyThing> entity) {
        this.entity = entity;
    }

    Class<? extends AnyThing> entity() {
        return entity;
    }

    /** Returns the source id of the record of a row. */
    public abstract String sourceId(String source, String partition);

    /** Returns what a row holds of its partition. */
    abstract String place(String partition);

    abstract @Nullable AnyThing find(Session session, String source, String partition);

    abstract AnyThing create(String source, String partition);

    abstract String partition(AnyThing thing, String root);

    /** Returns the id of the record of a row. */
    abstract String id(AnyThing thing, String root);
}
