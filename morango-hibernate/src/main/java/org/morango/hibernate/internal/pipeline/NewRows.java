package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;

/**
 * Inserts the rows of records that have none. Each entity is made after those before it have got their keys, because it
 * may refer to them.
 */
final class NewRows {
    private final SyncableModels models;
    private final SyncableModel model;
    private final RowKeys keys;
    private final EntityWriter entities;
    private final Places places;

    /** Whether rows may be inserted past Hibernate; null if that was not looked up yet. */
    private @Nullable Boolean isDirect;

    NewRows(SyncableModels models, SyncableModel model, RowKeys keys, EntityWriter entities, Places places) {
        this.models = models;
        this.model = model;
        this.keys = keys;
        this.entities = entities;
        this.places = places;
    }

    void insert(StatelessSession own, List<PageItem> created) {
        Insert insert = new Insert(own);
        if (!isDirect(created) || !insert.insertDirectly(created)) {
            Rows.batched(own, created, insert::insert);
        }
        new ReusedKeys(own, models, model).release(insert.drawn);
        StoreRecords.link(own, insert.linked);
    }

    private boolean isDirect(List<PageItem> created) {
        if (created.size() < Rows.MANY) {
            return false;
        }
        EntityPersister persister = model.persister();
        Boolean known = isDirect;
        if (known == null) {
            known = DirectInserts.fit(persister);
            isDirect = known;
        }
        return known
                && (persister.getGenerator() instanceof BeforeExecutionGenerator
                        || created.stream().allMatch(item -> item.key() != null));
    }

    /** The inserts of one page. */
    private final class Insert {
        private final StatelessSession own;
        private final SharedSessionContractImplementor implementor;
        private final Map<String, String> linked = new LinkedHashMap<>();
        private final List<String> drawn = new ArrayList<>();

        Insert(StatelessSession own) {
            this.own = own;
            this.implementor = (SharedSessionContractImplementor) own;
        }

        /** Inserts rows past Hibernate. Returns false, without a change, if one is not valid, which Hibernate tells. */
        boolean insertDirectly(List<PageItem> items) {
            List<Object> entities = items.stream().map(this::keyed).toList();
            BeanValidation validation = new BeanValidation(own, model.persister());
            if (!entities.stream().allMatch(entity -> validation.check(entity, true) == null)) {
                linked.clear();
                drawn.clear();
                return false;
            }
            Rows.insertDirectly(own, entities);
            return true;
        }

        /** Returns the entity of a record with the key of its row. */
        Object keyed(PageItem item) {
            Object key = item.key() == null ? model.drawKey(implementor) : item.key();
            note(item, key);
            Object entity = places.take(item);
            if (item.key() == null) {
                model.persister().setIdentifier(entity, model.key().id(key, implementor), implementor);
            }
            return entity;
        }

        /** Inserts a row by Hibernate. */
        void insert(PageItem item) {
            Object given = given(item);
            if (given != null && !model.hasRecordIds()) {
                // It may refer to itself.
                keys.inserted(model, item.id(), given);
            }
            Object entity = places.take(item);
            OwnWrites.insert(
                    entity,
                    given == null ? null : model.key().id(given, implementor),
                    entities.backReferences(item.values()),
                    () -> own.insert(entity));
            note(item, model.key().ofId(model.persister().getIdentifier(entity, implementor), implementor));
        }

        /** Returns the key under which a row is inserted; null if it gets the next one. */
        private @Nullable Object given(PageItem item) {
            if (item.key() == null) {
                return item.refersToItself(model) ? model.drawKey(implementor) : null;
            }
            // A database that numbers rows itself gives a row that is gone another number when it comes back.
            return model.persister().isIdentifierAssignedByInsert() ? null : item.key();
        }

        private void note(PageItem item, Object key) {
            if (!model.hasRecordIds()) {
                keys.inserted(model, item.id(), key);
                linked.put(item.id(), KeyCodec.text(key));
                if (!key.equals(item.key())) {
                    drawn.add(KeyCodec.text(key));
                }
            }
        }
    }
}
