package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRecords;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys of rows by the ids of their records, and the ids by the keys: the bridge between the application's tables,
 * in which rows refer to each other by keys, and the store, in which records refer to each other by ids. Asks the store
 * for many at once, and remembers the keys that it has found until it is cleared. Where the key is the record's id,
 * there is nothing to ask.
 */
public final class RowKeys {
    private final StatelessSession session;
    private final SyncableModels models;
    private final Map<String, Map<String, Object>> known = new HashMap<>();

    public RowKeys(StatelessSession session, SyncableModels models) {
        this.session = session;
        this.models = models;
    }

    /** Forgets the keys that were found. */
    public void clear() {
        known.clear();
    }

    /** Notes the key of a row that was just inserted. */
    public void inserted(SyncableModel model, String id, Object key) {
        known.computeIfAbsent(model.hierarchy(), h -> new HashMap<>()).put(id, key);
    }

    /** Forgets the key of a row whose insert was rolled back. */
    public void refused(SyncableModel model, String id) {
        Map<String, Object> found = known.get(model.hierarchy());
        if (found != null) {
            found.remove(id);
        }
    }

    /** Returns whether the key of a referenced row has been found already. Asks nobody. */
    public boolean isFound(Class<?> entity, Object reference) {
        SyncableModel model = models.ofHierarchy(entity);
        return reference instanceof RowKey
                || model.hasRecordIds()
                || known.getOrDefault(model.hierarchy(), Map.of()).containsKey(reference);
    }

    /** Returns the keys of the rows of these records, by id, as far as the store knows them. */
    public Map<String, Object> keys(Class<?> entity, Collection<String> ids) {
        Map<String, Object> found = new HashMap<>();
        SyncableModel model = models.ofHierarchy(entity);
        if (model.identity() == RowIdentity.RECORD) {
            ids.forEach(id -> found.put(id, id));
            return found;
        }
        Map<String, Object> before = known.computeIfAbsent(model.hierarchy(), h -> new HashMap<>());
        Set<String> missing = new LinkedHashSet<>(ids);
        missing.removeAll(before.keySet());
        StoreRecords.localKeys(session, model.profile(), models.related(model), missing)
                .forEach((id, text) -> before.put(id, model.key().key(text)));
        for (String id : ids) {
            if (before.containsKey(id)) {
                found.put(id, Objects.requireNonNull(before.get(id)));
            }
        }
        return found;
    }

    /**
     * Returns the keys that rows of these contents have or will have, by the ids of their records: those that follow from
     * their references. Leaves out contents that do not fit, or refer to records without rows.
     */
    public Map<String, Object> following(SyncableModel model, Map<String, ObjectNode> contents) {
        List<Member> parts = model.members().stream().filter(Member::isKey).toList();
        Map<Class<?>, Set<String>> wanted = new HashMap<>();
        for (Member part : parts) {
            if (part.target() != null) {
                Set<String> ids = wanted.computeIfAbsent(part.target(), t -> new HashSet<>());
                contents.values().stream()
                        .map(part::referenced)
                        .filter(Objects::nonNull)
                        .forEach(ids::add);
            }
        }
        Map<Class<?>, Map<String, Object>> targets = new HashMap<>();
        wanted.forEach((target, ids) -> targets.put(target, keys(target, ids)));
        Map<String, Object> found = new HashMap<>();
        contents.forEach((id, content) -> {
            Object key = following(model, parts, content, targets);
            if (key != null) {
                found.put(id, key);
            }
        });
        return found;
    }

    private static @Nullable Object following(
            SyncableModel model, List<Member> parts, ObjectNode content, Map<Class<?>, Map<String, Object>> targets) {
        Object[] values = new Object[model.key().columns().size()];
        for (Member part : parts) {
            Object value = part.target() == null
                    ? plain(part, content)
                    : Objects.requireNonNull(targets.get(part.target())).get(part.referenced(content));
            if (value == null) {
                return null;
            }
            List<Object> columns = KeyCodec.values(value);
            List<Integer> at = Objects.requireNonNull(part.keyPart()).columns();
            for (int i = 0; i < columns.size(); i++) {
                values[at.get(i)] = columns.get(i);
            }
        }
        return KeyCodec.of(List.of(values));
    }

    private static @Nullable Object plain(Member part, ObjectNode content) {
        JsonNode node = part.find(content, null);
        try {
            return node == null ? null : part.fromJson(node);
        } catch (RuntimeException e) {
            // A peer may have sent anything. The record is refused when its values are read.
            return null;
        }
    }

    /** Returns the key of a referenced row: of the row of a record, or as it was in the row that refers to it. */
    public @Nullable Object key(Class<?> entity, Object reference) {
        return reference instanceof RowKey row
                ? row.key()
                : keys(entity, List.of((String) reference)).get(reference);
    }

    /**
     * Does the same for a row that has to be there.
     *
     * @throws MorangoException if there is none: it was deleted meanwhile
     */
    public Object known(Class<?> entity, Object reference) {
        Object key = key(entity, reference);
        if (key == null) {
            throw new MorangoException("it refers to " + reference + ", which has no row here");
        }
        return key;
    }

    /** Returns the key of the row to which a reference leads, in Hibernate's form; null if it leads nowhere. */
    @Nullable
    Object id(Member reference, @Nullable Object value, SharedSessionContractImplementor session) {
        if (value == null) {
            return null;
        }
        Class<?> target = Objects.requireNonNull(reference.target());
        return codec(target).id(known(target, value), session);
    }

    /** Returns the ids of the records of these rows, by key, as far as the store knows them. */
    public Map<Object, String> ids(Class<?> entity, Collection<?> keys) {
        Map<Object, String> found = new HashMap<>();
        SyncableModel model = models.ofHierarchy(entity);
        if (model.identity() == RowIdentity.RECORD) {
            keys.forEach(key -> found.put(key, (String) key));
            return found;
        }
        Map<String, Object> byText = new HashMap<>();
        keys.forEach(key -> byText.put(KeyCodec.text(key), key));
        StoreRecords.idsByKey(session, model.profile(), models.related(model), byText.keySet())
                .forEach((text, id) -> found.put(Objects.requireNonNull(byText.get(text)), id));
        return found;
    }

    /** Returns the form of the keys of an entity's rows. */
    public KeyCodec codec(Class<?> entity) {
        return models.ofHierarchy(entity).key();
    }

    /** Returns those of these keys that have a row. */
    public Set<Object> present(Class<?> entity, Collection<?> keys) {
        Selection key = models.ofHierarchy(entity).key().selection();
        return new HashSet<>(IdList.select(
                session,
                "select " + key.select("e") + " from " + QueryNames.of(entity.getName(), session.getFactory())
                        + " e where " + key.compared("e"),
                Object.class,
                keys));
    }

    /** Returns the keys of these texts, in the same order. */
    public static List<Object> parse(SyncableModel model, Collection<String> texts) {
        List<Object> keys = new ArrayList<>(texts.size());
        texts.forEach(text -> keys.add(model.key().key(text)));
        return keys;
    }
}
