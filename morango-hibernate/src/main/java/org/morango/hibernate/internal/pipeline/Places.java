package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.event.spi.CallbackRegistry;
import org.hibernate.jpa.event.spi.CallbackType;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.QueryNames;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;

/**
 * Compares the partition and source id of records with those that an entity of their content has. A certificate allows
 * writing to partitions; without this check its owner could put records of any model there. An existing row keeps its
 * place, whatever it refers to later, and is not compared.
 */
final class Places {
    private final StatelessSession session;
    private final SyncableModel model;
    private final EntityWriter entities;
    private final RowKeys keys;
    private final TenantPlaces tenants;
    private final boolean isCompared;

    /** The entities of the records compared last, until they are written: making each twice would show. */
    private final Map<PageItem, Object> made = new IdentityHashMap<>();

    Places(StatelessSession session, SyncableModel model, EntityWriter entities, RowKeys keys, TenantPlaces tenants) {
        this.tenants = tenants;
        this.keys = keys;
        this.session = session;
        this.model = model;
        this.entities = entities;
        this.isCompared = !TemplatePlaces.stays(model);
    }

    /**
     * Finds the records whose place does not fit their content.
     *
     * @param received the received contents, by id, of records that are written with other contents
     * @return the reasons by id
     */
    Map<String, Reason> misplaced(Collection<PageItem> items, Map<String, String> received) {
        if (!isCompared) {
            return Map.of();
        }
        if (!model.hasRecordIds()) {
            Map<String, Reason> found = new TemplatePlaces(model).misplaced(items, received);
            found.putAll(tenants.misplaced(items));
            return found;
        }
        made.clear();
        Map<String, PageItem> doubtful = new LinkedHashMap<>();
        for (PageItem item : items) {
            if (!item.exists()) {
                Object entity = entity(item);
                if (wrong(entity) == null) {
                    made.put(item, entity);
                } else {
                    doubtful.put(item.id(), item);
                }
            }
        }
        // Loads the references of entities, because partition() and sourceId() may use them.
        return doubtful.isEmpty()
                ? Map.of()
                : BorrowedConnection.call(session, loading -> compare(loading, doubtful, items, received));
    }

    /** Returns the entity that was made for a record, once, or a new one. */
    Object take(PageItem item) {
        Object entity = made.remove(item);
        return entity == null ? entity(item) : entity;
    }

    private Object entity(PageItem item) {
        return entities.entity(item.row(), item.key(), item.values());
    }

    private Map<String, Reason> compare(
            Session loading, Map<String, PageItem> doubtful, Collection<PageItem> items, Map<String, String> received) {
        loading.setHibernateFlushMode(FlushMode.MANUAL);
        loading.setDefaultReadOnly(true);
        Targets targets = new Targets(loading);
        Map<String, Reason> found = new HashMap<>();
        Map<String, List<Map<String, @Nullable Object>>> contents = new LinkedHashMap<>();
        doubtful.forEach((id, item) -> contents.put(id, contents(item, received.get(id))));
        contents.values().forEach(targets::load);
        items.forEach(item -> targets.add(item.id(), entity(item)));
        doubtful.forEach((id, item) -> {
            String wrong = null;
            for (Map<String, @Nullable Object> content : Objects.requireNonNull(contents.get(id))) {
                wrong = wrong(item.row(), content, targets);
                if (wrong == null) {
                    return;
                }
            }
            found.put(id, Reason.of(String.valueOf(wrong)));
        });
        return found;
    }

    /**
     * Returns the content that is written, and those that it was made of by an adapter or a hook of the application,
     * which may change anything.
     */
    private List<Map<String, @Nullable Object>> contents(PageItem item, @Nullable String received) {
        List<Map<String, @Nullable Object>> contents = new ArrayList<>();
        contents.add(item.values());
        for (String content : received == null
                ? List.of(item.row().serialized())
                : List.of(item.row().serialized(), received)) {
            try {
                contents.add(entities.values(content, null));
            } catch (IllegalArgumentException e) {
                // The content does not fit the entity.
            }
        }
        return contents;
    }

    private @Nullable String wrong(StoreRow row, Map<String, @Nullable Object> values, Targets targets) {
        Object entity = entities.entity(row, row.id, values, targets::get);
        String wrong = wrong(entity);
        CallbackRegistry callbacks = ((SharedSessionContractImplementor) session)
                .getFactory()
                .getEventEngine()
                .getCallbackRegistry();
        if (wrong == null || !callbacks.hasRegisteredCallbacks(model.entityClass(), CallbackType.PRE_PERSIST)) {
            return wrong;
        }
        try {
            // The callbacks may set what partition() and sourceId() return.
            callbacks.preCreate(entity);
            return wrong(entity);
        } catch (RuntimeException e) {
            return "its @PrePersist methods fail, so that its partition cannot be compared: " + Database.reason(e);
        }
    }

    /** Returns what is wrong with the place of an entity; null if nothing is. */
    private @Nullable String wrong(Object entity) {
        EntityAccess access = EntityAccess.get();
        String template;
        String sourceId;
        try {
            template = access.ownPartition(entity);
            sourceId = access.askedSourceId(entity);
        } catch (RuntimeException e) {
            return "partition() or sourceId() fails for its content, so that its place cannot be compared: "
                    + Database.reason(e) + ". " + remedy();
        }
        String partition = String.valueOf(access.partition(entity));
        String own = template == null ? "none" : Ids.partition(template, String.valueOf(access.id(entity)));
        if (!own.equals(partition)) {
            return different("partition", partition, own);
        }
        String placed = String.valueOf(access.ownSourceId(entity));
        return sourceId == null || sourceId.equals(placed) ? null : different("source id", placed, sourceId);
    }

    private String different(String what, String record, String own) {
        return "its " + what + " is \"" + LogText.plain(record) + "\", but that of its content is \""
                + LogText.plain(own)
                + "\": a peer may have tried to write where its certificate does not allow it. "
                + remedy();
    }

    private String remedy() {
        return "If the partition or source id of " + model.entityClass().getSimpleName()
                + " is made of values that change later or are not synced, mark it @Syncable(moves = Moves.STAY).";
    }

    /** The entities to which records refer: those in the tables, and those that are written with the records. */
    private final class Targets {
        private final Session loading;
        private final Map<Class<?>, Map<Object, Object>> loaded = new HashMap<>();
        private final Map<Object, Object> written = new HashMap<>();

        Targets(Session loading) {
            this.loading = loading;
        }

        void add(String id, Object entity) {
            written.put(id, entity);
        }

        /** Loads the entities, with one query for each reference. */
        void load(Collection<Map<String, @Nullable Object>> contents) {
            for (Member reference : model.references()) {
                Class<?> target = Objects.requireNonNull(reference.target());
                Map<Object, Object> known = loaded.computeIfAbsent(target, t -> new HashMap<>());
                Set<String> ids = new HashSet<>();
                contents.forEach(values -> {
                    if (values.get(reference.attribute()) instanceof String id && !known.containsKey(id)) {
                        ids.add(id);
                    }
                });
                Map<Object, String> byKey = new HashMap<>();
                keys.keys(target, ids).forEach((id, key) -> byKey.put(key, id));
                KeyCodec codec = keys.codec(target);
                String query = "select e from " + QueryNames.of(target.getName(), loading.getSessionFactory())
                        + " e where " + codec.selection().compared("e");
                IdList.select(loading, query, target, byKey.keySet())
                        .forEach(entity -> known.put(
                                Objects.requireNonNull(byKey.get(codec.ofId(
                                        loading.getIdentifier(entity), (SharedSessionContractImplementor) loading))),
                                entity));
            }
        }

        @Nullable
        Object get(Class<?> target, Object id) {
            Object found = loaded.getOrDefault(target, Map.of()).get(id);
            Object with = found == null ? written.get(id) : found;
            if (target.isInstance(with)) {
                return with;
            }
            Object key = keys.key(target, id);
            return key == null
                    ? null
                    : loading.getReference(
                            target, keys.codec(target).id(key, (SharedSessionContractImplementor) loading));
        }
    }
}
