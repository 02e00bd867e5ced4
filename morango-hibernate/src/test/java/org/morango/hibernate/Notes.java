package org.morango.hibernate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.model.Selection;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;

/** What the outbox of a database says. */
final class Notes {
    private final SessionFactory factory;

    Notes(SessionFactory factory) {
        this.factory = factory;
    }

    /** A deletion that was noted. */
    record Deletion(String id, boolean hard) {}

    private NotedRows all(StatelessSession session) {
        SyncableModels models = SyncableModels.of((SessionFactoryImplementor) factory);
        NotedRows all = NotedRows.none();
        for (String profile : models.profiles()) {
            new Outbox(session)
                    .first(profile, models.names(profile), Integer.MAX_VALUE)
                    .forEach(note -> all.addAll(note.kind(), note.readable()));
        }
        return all;
    }

    /** Returns the deletions that are not serialized yet, in the order of ids. */
    List<Deletion> deletions() {
        return factory.fromStatelessTransaction(session -> {
            Map<String, Boolean> deleted = new TreeMap<>(all(session).deleted());
            return deleted.entrySet().stream()
                    .map(e -> new Deletion(e.getKey(), e.getValue()))
                    .toList();
        });
    }

    /** Returns the ids of an entity's changed rows that are not serialized yet, in their order. */
    List<String> changed(Class<?> type) {
        return factory.fromStatelessTransaction(session -> {
            Map<String, ?> changed = all(session).changed();
            Selection key = SyncableModels.of((SessionFactoryImplementor) factory)
                    .ofHierarchy(type)
                    .key()
                    .selection();
            return session.createSelectionQuery(
                            "select " + key.select("e") + " from " + type.getName() + " e order by " + key.order("e"),
                            Object.class)
                    .getResultStream()
                    .map(Object::toString)
                    .filter(changed::containsKey)
                    .toList();
        });
    }

    /** Returns the names of the models that are to be compared with the store. */
    List<String> rescans() {
        return factory.fromStatelessTransaction(session -> session.createSelectionQuery(
                        "select o.modelName from MorangoOutboxRow o where o.kind = 'RESCAN' order by o.modelName",
                        String.class)
                .getResultList());
    }

    /** Notes all rows of an entity as changed, as another program would that knows the outbox. */
    void add(Class<?> type) {
        SyncableModel model =
                SyncableModels.of((SessionFactoryImplementor) factory).get(type);
        factory.inStatelessTransaction(session -> new Outbox(session)
                .addKeys(
                        model.profile(),
                        model.name(),
                        Outbox.Kind.CHANGED,
                        session.createSelectionQuery(
                                        "select " + model.key().selection().select("e") + " from " + type.getName()
                                                + " e",
                                        Object.class)
                                .getResultStream()
                                .map(Object::toString)
                                .toList()));
    }
}
