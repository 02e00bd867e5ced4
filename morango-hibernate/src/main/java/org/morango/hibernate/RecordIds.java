package org.morango.hibernate;

import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.StoreRecords;

/** Finds the records of rows, and the rows of records. */
final class RecordIds {
    private final Database database;
    private final SyncableModels models;

    RecordIds(Database database, SyncableModels models) {
        this.database = database;
        this.models = models;
    }

    Optional<String> recordId(Class<?> entity, Object key) {
        SyncableModel model = models.get(entity);
        return database.read(session -> {
            Object own = model.key().ofId(key, (SharedSessionContractImplementor) session);
            return Optional.ofNullable(new RowKeys(session, models)
                            .ids(entity, List.of(own))
                            .get(own))
                    .filter(id -> !model.hasRecordIds() || isStored(session, id));
        });
    }

    private static boolean isStored(StatelessSession session, String id) {
        return StoreRecords.load(session, List.of(id)).containsKey(id);
    }

    Optional<Object> key(Class<?> entity, String recordId) {
        models.get(entity);
        return database.read(session -> {
            RowKeys keys = new RowKeys(session, models);
            return Optional.ofNullable(keys.key(entity, recordId))
                    .filter(key -> keys.present(entity, List.of(key)).contains(key))
                    .map(key -> keys.codec(entity).id(key, (SharedSessionContractImplementor) session));
        });
    }
}
