package org.morango.hibernate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.AdoptStage;
import org.morango.hibernate.internal.pipeline.Referrers;
import org.morango.hibernate.internal.pipeline.StrayedRows;
import org.morango.hibernate.internal.pipeline.UniteStage;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TouchedRecords;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.record.Filter;

/** Which row is which record: finds one by the other, and makes records of rows that have none. */
final class RowRecords {
    private final Database database;
    private final SyncableModels models;
    private final PartitionLocks locks;
    private final BiConsumer<String, Filter> serialize;
    private final BiConsumer<String, Filter> deserialize;

    /**
     * @param serialize makes records of what is noted of a profile, for peers that sync a filter
     * @param deserialize writes the pending records of a profile that are inside a filter
     */
    RowRecords(
            Database database,
            SyncableModels models,
            PartitionLocks locks,
            BiConsumer<String, Filter> serialize,
            BiConsumer<String, Filter> deserialize) {
        this.database = database;
        this.models = models;
        this.locks = locks;
        this.serialize = serialize;
        this.deserialize = deserialize;
    }

    Stream<String> touched(String transferId, Class<?> entity) {
        return TouchedRecords.ids(database, transferId, models.get(entity).name());
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
            return Optional.ofNullable(keys.key(entity, current(session, recordId)))
                    .filter(key -> keys.present(entity, List.of(key)).contains(key))
                    .map(key -> keys.codec(entity).id(key, (SharedSessionContractImplementor) session));
        });
    }

    /** Returns the id under which a record goes on, if it has moved. */
    private static String current(StatelessSession session, String recordId) {
        Map<String, StoreRow> stored = StoreRecords.load(session, List.of(recordId));
        StoreRow last = StoreRecords.followed(session, stored).get(recordId);
        return last == null ? recordId : last.id;
    }

    Map<Class<?>, Long> movingWith(Class<?> entity, Object key) {
        SyncableModel model = models.get(entity);
        return database.bulkRead(session -> {
            Object own = model.key().ofId(key, (SharedSessionContractImplementor) session);
            return new Referrers(session, models, model.profile()).movingWith(model, List.of(own));
        });
    }

    void moveAll(Class<?> entity) {
        SyncableModel model = models.get(entity);
        if (model.hasRecordIds()) {
            throw new MorangoException(
                    "Records of " + entity.getName() + " cannot move: the keys of its rows are the ids of its records.",
                    Map.of("entity", entity.getName()));
        }
        Filter filter = reached(model.profile());
        for (String last = ""; last != null; ) {
            String after = last;
            last = locks.exclusive(
                            Filter.EVERYTHING, session -> Optional.ofNullable(StrayedRows.note(session, model, after)))
                    .orElse(null);
        }
        serialize.accept(model.profile(), filter);
    }

    AdoptionResult adopt(String profile, Adoption adoption) {
        Filter filter = reached(profile);
        return new AdoptionRun(models, locks, adoption, () -> serialize.accept(profile, filter)).run(profile);
    }

    void unite(Class<?> entity, Object key, String recordId) {
        SyncableModel model = models.get(entity);
        if (!model.isNumberedHere()) {
            throw new MorangoException(
                    "Rows of " + entity.getName() + " are not united: its identity says which record a row is.",
                    Map.of("entity", entity.getName()));
        }
        Filter filter = reached(model.profile());
        locks.exclusive(Filter.EVERYTHING, session -> {
            new UniteStage(session, models, model, key, recordId).run();
            return true;
        });
        serialize.accept(model.profile(), filter);
        // Others may have waited for the record. A sync that brings nothing would leave them.
        deserialize.accept(model.profile(), filter);
    }

    IdentityMap identities(String profile) {
        return new IdentityMap(database, models, locks, () -> serializeIfJoined(profile), profile);
    }

    private void serializeIfJoined(String profile) {
        if (!database.read(session -> AdoptStage.roots(session, profile)).isEmpty()) {
            serialize.accept(profile, reached(profile));
        }
    }

    /** Returns what belongs to the roots of which this database has certificates. */
    private Filter reached(String profile) {
        List<String> roots = database.read(session -> AdoptStage.roots(session, profile));
        if (roots.isEmpty()) {
            throw new MorangoException("Rows of profile " + profile
                    + " belong nowhere yet: this database has no certificate of the profile; join first.");
        }
        return Filter.of(roots.toArray(String[]::new));
    }
}
