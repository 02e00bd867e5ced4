package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows that one transaction has written, if there are listeners. */
public final class ChangeLog {
    private static final Logger LOG = LoggerFactory.getLogger(SyncListener.class);

    private final List<SyncListener> listeners;
    private final Map<SyncableModel, Map<Object, Kind>> changes = new LinkedHashMap<>();
    private final List<Undo> journal = new ArrayList<>();
    private List<EntityChanges> told = List.of();

    private enum Kind {
        INSERTED,
        UPDATED,
        DELETED;

        /** Returns the sum of two changes of one row; null if they cancel each other. */
        static @Nullable Kind sum(@Nullable Kind first, Kind second) {
            if (first == INSERTED) {
                return second == DELETED ? null : INSERTED;
            }
            return first == DELETED && second == INSERTED ? UPDATED : second;
        }
    }

    /** The former note of a row. */
    private record Undo(
            Map<Object, Kind> changes, Object key, @Nullable Kind before) {
        void run() {
            if (before == null) {
                changes.remove(key);
            } else {
                changes.put(key, before);
            }
        }
    }

    public ChangeLog(List<SyncListener> listeners) {
        this.listeners = listeners;
    }

    /** Returns a log without listeners. */
    static ChangeLog none() {
        return new ChangeLog(List.of());
    }

    boolean isRead() {
        return !listeners.isEmpty();
    }

    void inserted(SyncableModel model, Collection<Object> keys) {
        note(model, keys, Kind.INSERTED);
    }

    void updated(SyncableModel model, Collection<Object> keys) {
        note(model, keys, Kind.UPDATED);
    }

    void deleted(SyncableModel model, Collection<Object> keys) {
        note(model, keys, Kind.DELETED);
    }

    private void note(SyncableModel model, Collection<Object> keys, Kind kind) {
        if (!isRead()) {
            return;
        }
        Map<Object, Kind> noted = changes.computeIfAbsent(model, m -> new LinkedHashMap<>());
        for (Object key : keys) {
            Kind before = noted.get(key);
            journal.add(new Undo(noted, key, before));
            Kind now = Kind.sum(before, kind);
            if (now == null) {
                noted.remove(key);
            } else {
                noted.put(key, now);
            }
        }
    }

    /** Returns a mark to roll back to when the database rolls back to a savepoint. */
    int mark() {
        return journal.size();
    }

    /** Removes the notes since that mark. */
    void rollBackTo(int mark) {
        while (journal.size() > mark) {
            journal.remove(journal.size() - 1).run();
        }
    }

    /** Notifies the listeners of the written rows, before the transaction ends. */
    public void tellInside(StatelessSession session) {
        List<EntityChanges> all = all((SharedSessionContractImplementor) session);
        told = all;
        if (all.isEmpty()) {
            return;
        }
        try {
            BorrowedConnection.call(session, entities -> {
                all.forEach(changed -> listeners.forEach(listener -> listener.changed(changed, entities)));
                return true;
            });
        } catch (RuntimeException e) {
            if (Database.isConflict(e)) {
                throw e;
            }
            throw new MorangoException(
                    "The application's listener has failed for rows that a sync has written: " + Database.reason(e), e);
        }
    }

    /** Notifies the listeners of the same rows, after the transaction is committed. */
    public void tellCommitted() {
        for (EntityChanges changed : told) {
            for (SyncListener listener : listeners) {
                try {
                    listener.committed(changed);
                } catch (RuntimeException e) {
                    LOG.error(
                            "The listener has failed for changes of {}",
                            changed.entity().getName(),
                            e);
                }
            }
        }
    }

    private List<EntityChanges> all(SharedSessionContractImplementor session) {
        List<EntityChanges> all = new ArrayList<>();
        changes.forEach((model, noted) -> {
            if (!noted.isEmpty()) {
                all.add(new EntityChanges(
                        model.entityClass(),
                        ids(model, noted, Kind.INSERTED, session),
                        ids(model, noted, Kind.UPDATED, session),
                        ids(model, noted, Kind.DELETED, session)));
            }
        });
        return all;
    }

    private static List<Object> ids(
            SyncableModel model, Map<Object, Kind> noted, Kind kind, SharedSessionContractImplementor session) {
        return noted.entrySet().stream()
                .filter(e -> e.getValue() == kind)
                .map(e -> model.key().id(e.getKey(), session))
                .toList();
    }
}
