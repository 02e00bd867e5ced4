package org.morango.hibernate.internal.capture;

import jakarta.transaction.Synchronization;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.store.TombstoneRow;

/** Leaves a tombstone for every row that is deleted, in one batch at the end of the same transaction. */
final class DeleteListener implements PostDeleteEventListener {
    private static final long serialVersionUID = 1L;

    /** By session, and only while that is alive: one that is closed in the middle of a transaction never ends it. */
    private final transient Map<SharedSessionContractImplementor, Tombstones> open =
            Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        if (!(event.getEntity() instanceof SyncableEntity entity)) {
            return;
        }
        SharedSessionContractImplementor session = event.getSession();
        TombstoneRow row = tombstone(entity, event.getPersister(), event.getId());
        // Asked of the coordinator: on a connection of the application's own, a stateless session always claims to be
        // in
        // a transaction, though nobody tells it when that ends.
        if (session.getTransactionCoordinator().isTransactionActive()) {
            open.computeIfAbsent(session, this::begin).add(row);
        } else {
            write(session, List.of(row));
        }
    }

    private Tombstones begin(SharedSessionContractImplementor session) {
        Tombstones tombstones = new Tombstones(session);
        session.getTransactionCoordinator().getLocalSynchronizations().registerSynchronization(tombstones);
        return tombstones;
    }

    private static TombstoneRow tombstone(SyncableEntity entity, EntityPersister persister, Object id) {
        Syncable model = persister.getMappedClass().getAnnotation(Syncable.class);
        TombstoneRow row = new TombstoneRow();
        row.id = (String) id;
        row.profile = model.profile();
        row.modelName = model.model();
        row.hard = EntityAccess.get().isHardDelete(entity);
        return row;
    }

    /** How many transactions have tombstones to write. */
    int pending() {
        return open.size();
    }

    private static void write(SharedSessionContractImplementor session, List<TombstoneRow> rows) {
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        try (StatelessSession own = session.getFactory()
                .withStatelessOptions()
                .connection(connection)
                .openStatelessSession()) {
            own.upsertMultiple(rows);
        }
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /** The rows that one transaction has deleted so far. */
    private final class Tombstones implements Synchronization {
        private final WeakReference<SharedSessionContractImplementor> session;
        private final Map<String, TombstoneRow> rows = new LinkedHashMap<>();
        private boolean isCompleting;

        Tombstones(SharedSessionContractImplementor session) {
            this.session = new WeakReference<>(session);
        }

        void add(TombstoneRow row) {
            rows.put(row.id, row);
            if (isCompleting) {
                // Deleted by something else that the end of the transaction has set off.
                beforeCompletion();
            }
        }

        @Override
        public void beforeCompletion() {
            isCompleting = true;
            SharedSessionContractImplementor alive = session.get();
            if (alive != null && !rows.isEmpty()) {
                write(alive, List.copyOf(rows.values()));
                rows.clear();
            }
        }

        @Override
        public void afterCompletion(int status) {
            open.remove(session.get());
        }
    }
}
