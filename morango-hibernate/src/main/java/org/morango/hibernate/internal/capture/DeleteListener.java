package org.morango.hibernate.internal.capture;

import jakarta.transaction.Synchronization;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private final transient Map<SharedSessionContractImplementor, Tombstones> open = new ConcurrentHashMap<>();

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        if (!(event.getEntity() instanceof SyncableEntity entity)) {
            return;
        }
        SharedSessionContractImplementor session = event.getSession();
        if (session.isTransactionInProgress()) {
            open.computeIfAbsent(session, this::begin).add(tombstone(entity, event.getPersister(), event.getId()));
        } else {
            Tombstones alone = new Tombstones(session);
            alone.add(tombstone(entity, event.getPersister(), event.getId()));
            alone.write();
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

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /** The rows that one transaction has deleted so far. */
    private final class Tombstones implements Synchronization {
        private final SharedSessionContractImplementor session;
        private final Map<String, TombstoneRow> rows = new LinkedHashMap<>();

        Tombstones(SharedSessionContractImplementor session) {
            this.session = session;
        }

        void add(TombstoneRow row) {
            rows.put(row.id, row);
        }

        @Override
        public void beforeCompletion() {
            write();
        }

        void write() {
            if (rows.isEmpty()) {
                return;
            }
            Connection connection =
                    session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
            List<TombstoneRow> batch = new ArrayList<>(rows.values());
            rows.clear();
            try (StatelessSession own = session.getFactory()
                    .withStatelessOptions()
                    .connection(connection)
                    .openStatelessSession()) {
                own.upsertMultiple(batch);
            }
        }

        @Override
        public void afterCompletion(int status) {
            open.remove(session);
        }
    }
}
