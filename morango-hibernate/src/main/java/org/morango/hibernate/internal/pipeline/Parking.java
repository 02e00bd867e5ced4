package org.morango.hibernate.internal.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RowKey;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.Selection;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UniqueKeys.UniqueKey;
import org.morango.hibernate.internal.store.IdList;

/**
 * Gives rows a temporary value that no other row has in place of a unique value, until they are written: null where
 * possible, otherwise a number, a letter or a time beyond all others, another text or other bytes, or a constant or a
 * reference that no row has.
 */
final class Parking {
    private static final int ID_LENGTH = 32;
    private static final int HASH_BYTES = 16;
    private static final int ATTEMPTS = 10;

    private final StatelessSession session;
    private final SyncableModel model;
    private final RowKeys keys;
    private final EntityWriter entities;

    Parking(StatelessSession session, SyncableModel model, EntityWriter entities, RowKeys keys) {
        this.session = session;
        this.model = model;
        this.keys = keys;
        this.entities = entities;
    }

    /**
     * Temporary values of rows for one member of a constraint.
     *
     * @param member the member of the constraint that changes
     * @param values its temporary values by id
     */
    record Spaces(Member member, Map<String, @Nullable Object> values) {}

    /**
     * Finds temporary values for these rows.
     *
     * @param rows the records whose rows release their values
     * @param all these records and the others that are written with them
     * @return null if there are none
     */
    @Nullable
    Spaces find(UniqueKey key, List<PageItem> rows, Collection<PageItem> all) {
        for (Member member : key.members()) {
            if (member.nullable() && !member.name().isEmpty()) {
                Map<String, @Nullable Object> nulls = new LinkedHashMap<>();
                rows.forEach(row -> nulls.put(row.id(), null));
                return new Spaces(member, nulls);
            }
        }
        for (Member member : key.members()) {
            if (member.isKey()) {
                // The key of a row never changes.
                continue;
            }
            Map<String, @Nullable Object> values =
                    member.isReference() ? references(key, member, rows) : values(key, member, rows, all);
            if (values != null) {
                return new Spaces(member, values);
            }
        }
        return null;
    }

    /** Writes the temporary values, and nothing else of the rows. */
    void park(StatelessSession own, Spaces spaces) {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        keys.keys(model.entityClass(), spaces.values().keySet())
                .forEach((id, key) -> values.put(key, spaces.values().get(id)));
        entities.writeMember(own, spaces.member(), values);
    }

    private @Nullable Map<String, @Nullable Object> values(
            UniqueKey key, Member member, List<PageItem> rows, Collection<PageItem> all) {
        Object sample = value(member, rows.get(0));
        if (sample instanceof String) {
            return texts(key, member, rows);
        }
        if (sample instanceof UUID) {
            return each(rows, row -> hash(row.id(), 0));
        }
        if (sample instanceof byte[]) {
            return each(rows, row -> bytes(hash(row.id(), 0), member));
        }
        if (sample instanceof Enum<?> constant) {
            return constants(key, member, constant.getDeclaringClass(), rows, all);
        }
        return Steps.isPossible(sample) ? steps(key, member, rows, all) : null;
    }

    private static Map<String, @Nullable Object> each(List<PageItem> rows, Function<PageItem, Object> value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        rows.forEach(row -> values.put(row.id(), value.apply(row)));
        return values;
    }

    private @Nullable Map<String, @Nullable Object> steps(
            UniqueKey key, Member member, List<PageItem> rows, Collection<PageItem> all) {
        Range range = range(key, member, all);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (PageItem row : rows) {
            Object next = Steps.from(range.last(), values.size() + 1);
            next = next == null ? Steps.from(range.first(), -values.size() - 1) : next;
            if (next == null) {
                return null;
            }
            values.put(row.id(), next);
        }
        return values;
    }

    /** Returns constants that no row has or will have. */
    private @Nullable Map<String, @Nullable Object> constants(
            UniqueKey key, Member member, Class<?> type, List<PageItem> rows, Collection<PageItem> all) {
        String path = member.selection().select("e");
        List<Object> free = new ArrayList<>(List.of(type.getEnumConstants()));
        free.removeAll(
                session.createSelectionQuery("select distinct " + path + " from " + key.owner() + " e", Object.class)
                        .getResultList());
        all.forEach(item -> free.remove(item.values().get(member.attribute())));
        if (free.size() < rows.size()) {
            return null;
        }
        return each(rows, row -> free.remove(free.size() - 1));
    }

    private static byte[] bytes(UUID hash, Member member) {
        byte[] bytes = ByteBuffer.allocate(HASH_BYTES)
                .putLong(hash.getMostSignificantBits())
                .putLong(hash.getLeastSignificantBits())
                .array();
        int max = member.maxLength();
        return max > 0 && max < HASH_BYTES ? Arrays.copyOf(bytes, max) : bytes;
    }

    private static @Nullable Object value(Member member, PageItem row) {
        return row.before() == null ? null : row.before().values().get(member.attribute());
    }

    /** The least and the greatest value that rows have or will have. */
    private record Range(Object first, Object last) {
        @SuppressWarnings("unchecked")
        Range with(Object value) {
            Comparable<Object> compared = (Comparable<Object>) value;
            return new Range(
                    compared.compareTo(first) < 0 ? value : first, compared.compareTo(last) > 0 ? value : last);
        }
    }

    private Range range(UniqueKey key, Member member, Collection<PageItem> all) {
        String path = member.selection().select("e");
        Object[] found = session.createSelectionQuery(
                        "select min(" + path + "), max(" + path + ") from " + key.owner() + " e", Object[].class)
                .getSingleResult();
        Range range = new Range(found[0], found[1]);
        for (PageItem item : all) {
            Object wanted = item.values().get(member.attribute());
            range = wanted == null ? range : range.with(wanted);
        }
        return range;
    }

    private @Nullable Map<String, @Nullable Object> texts(UniqueKey key, Member member, List<PageItem> rows) {
        int length = member.maxLength() == 0 ? ID_LENGTH : Math.min(ID_LENGTH, member.maxLength());
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, String> found = new LinkedHashMap<>();
            for (PageItem row : rows) {
                if (!texts.containsKey(row.id())) {
                    String text = hash(row.id(), attempt).toString().replace("-", "");
                    found.putIfAbsent(text.substring(ID_LENGTH - length), row.id());
                }
            }
            String path = member.selection().select("e");
            Set<String> used = new HashSet<>(IdList.select(
                    session,
                    "select " + path + " from " + key.owner() + " e where " + path,
                    String.class,
                    found.keySet()));
            texts.values().forEach(text -> used.add((String) text));
            found.forEach((text, id) -> {
                if (!used.contains(text)) {
                    texts.put(id, text);
                }
            });
            if (texts.size() == rows.size()) {
                return texts;
            }
        }
        return null;
    }

    private static UUID hash(String id, int attempt) {
        return UUID.nameUUIDFromBytes((attempt + "/" + id).getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Map<String, @Nullable Object> references(UniqueKey key, Member member, List<PageItem> rows) {
        Class<?> target = member.target();
        if (target == null) {
            return null;
        }
        Selection found = keys.codec(target).selection();
        List<Object> free = session.createSelectionQuery(
                        "select " + found.select("t") + " from " + target.getName()
                                + " t where not exists (select 1 from " + key.owner() + " e where "
                                + member.selection().tuple("e") + " = " + found.tuple("t") + ")",
                        Object.class)
                .setMaxResults(rows.size())
                .getResultList();
        if (free.size() < rows.size()) {
            return null;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        rows.forEach(row -> values.put(row.id(), new RowKey(free.get(values.size()))));
        return values;
    }
}
