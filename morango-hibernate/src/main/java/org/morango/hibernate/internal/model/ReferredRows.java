package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows here to which contents refer, while the contents are entities of the application. Many contents are looked up
 * at once; others are looked up when they are needed.
 */
public final class ReferredRows {
    private final StatelessSession session;
    private final RowKeys rowKeys;
    private final Map<Object, Rows> all = new HashMap<>();

    public ReferredRows(StatelessSession session, SyncableModels models) {
        this.session = session;
        this.rowKeys = new RowKeys(session, models);
    }

    /**
     * Rows that are found in one way, by what stands for them in contents: the ids of their records, or values in normal
     * form.
     */
    private record Rows(
            Set<Object> asked, Map<Object, Object> keys, Map<Object, Object> names, Map<Object, Object> wanted) {
        Rows() {
            this(new HashSet<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        }

        /** Adds what is still to be looked for. */
        void want(Object name, Object value) {
            if (asked.add(name)) {
                wanted.put(name, value);
            }
        }

        void found(Object name, Object key) {
            keys.put(name, key);
            names.put(key, name);
        }
    }

    StatelessSession session() {
        return session;
    }

    RowKeys rowKeys() {
        return rowKeys;
    }

    /** Forgets all rows. */
    public void clear() {
        rowKeys.clear();
        all.clear();
    }

    /**
     * Looks up the rows of records, and those to which their contents refer.
     *
     * @param contents contents by the id of their record
     */
    public void load(SyncableModel model, Map<String, ? extends Collection<String>> contents) {
        contents.forEach((id, texts) -> {
            rows(model.entityClass()).want(id, id);
            texts.forEach(text -> want(model, RecordContent.members(text)));
        });
        look();
    }

    private void want(SyncableModel model, ObjectNode content) {
        for (Member member : model.members()) {
            JsonNode node = member.isPlainValue() ? null : member.find(content, null);
            Object value = node == null ? null : read(member, node);
            if (value != null) {
                rows(member).want(name(member, value), value);
            }
        }
        for (CollectionMember link : model.links()) {
            JsonNode node = link.find(content);
            Elements elements = node == null ? null : read(link, node);
            if (elements != null) {
                elements.ids().forEach(id -> rows(link.target()).want(id, id));
            }
        }
    }

    private static @Nullable Object read(Member member, JsonNode node) {
        try {
            return member.fromJson(node);
        } catch (RuntimeException e) {
            // A peer may have sent anything. It is refused when it is used.
            return null;
        }
    }

    private static @Nullable Elements read(CollectionMember link, JsonNode node) {
        try {
            return link.fromJson(node);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private Rows rows(@Nullable Object way) {
        return all.computeIfAbsent(Objects.requireNonNull(way), w -> new Rows());
    }

    private Rows rows(Member member) {
        return rows(member.match() == null ? member.target() : member.match());
    }

    private static Object name(Member member, Object value) {
        return member.match() == null ? value : member.normal(value);
    }

    private void look() {
        all.forEach((way, rows) -> {
            if (rows.wanted().isEmpty()) {
                return;
            }
            if (way instanceof Match match) {
                match.keys(session, rows.wanted().values()).forEach(rows::found);
            } else {
                Set<String> ids = new HashSet<>();
                rows.wanted().keySet().forEach(id -> ids.add((String) id));
                rowKeys.keys((Class<?>) way, ids).forEach(rows::found);
            }
            rows.wanted().clear();
        });
    }

    /** Returns the key of the row of a record; null if it has none here. */
    @Nullable
    Object key(Class<?> entity, String id) {
        rows(entity).want(id, id);
        look();
        return rows(entity).keys().get(id);
    }

    /** Returns the row to which a reference leads, for its entity; null if there is none here. */
    @Nullable
    Object found(Member member, Object value) {
        if (member.match() == null) {
            return key(Objects.requireNonNull(member.target()), (String) value);
        }
        Object name = name(member, value);
        rows(member).want(name, value);
        look();
        Object key = rows(member).keys().get(name);
        return key == null ? null : new Match.Row(key, value);
    }

    /** Returns the id of the record of a row; null if it has none. */
    @Nullable
    String id(Class<?> entity, Object key) {
        Object id = rows(entity).names().get(key);
        return id == null ? rowKeys.ids(entity, Set.of(key)).get(key) : (String) id;
    }

    /** Returns what stands for a row in contents; null if nothing does. */
    @Nullable
    JsonNode json(Member member, Object key) {
        if (member.match() == null) {
            String id = id(Objects.requireNonNull(member.target()), key);
            return id == null ? null : member.toJson(id);
        }
        // The attributes that match rows have one form each.
        if (rows(member).names().get(key) instanceof JsonNode name) {
            return name;
        }
        Object value = member.match().values(session, Set.of(key)).get(key);
        return value == null ? null : member.toJson(value);
    }
}
