package org.morango.hibernate.internal.pipeline;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UniqueKeys;
import org.morango.hibernate.internal.model.UniqueKeys.UniqueKey;

/**
 * Finds the rows that hold unique values which records want. Used only after the database has refused a page, so that
 * other pages cost no query.
 */
final class Collisions {
    private static final int TUPLES = 64;
    private static final int MAX_VALUE = 100;

    private final StatelessSession session;
    private final SyncableModel model;
    private final RowKeys rowKeys;
    private final EntityWriter entities;
    private final List<UniqueKey> keys;

    Collisions(StatelessSession session, SyncableModel model, EntityWriter entities, RowKeys keyed) {
        this.session = session;
        this.model = model;
        this.rowKeys = keyed;
        this.entities = entities;
        this.keys = UniqueKeys.of(session.getFactory(), model);
    }

    /** A claim of a record on values that a row has, or that another record wants as well. */
    record Claim(UniqueKey key, List<Object> tuple, String wanter, String holder, Reason reason) {
        /** Returns the same claim on a row that may release the values in the same sync. */
        Claim later() {
            return new Claim(key, tuple, wanter, holder, reason.later());
        }
    }

    /** Returns the claims of records on rows, with one query for each constraint and 64 records. */
    List<Claim> find(Collection<PageItem> asked) {
        List<Claim> claims = new ArrayList<>();
        for (UniqueKey key : keys) {
            Map<String, List<Object>> wanted = wanted(key, asked);
            Map<List<Object>, String> exact = new HashMap<>();
            Map<List<Object>, String> similar = new HashMap<>();
            Set<List<Object>> values =
                    wanted.values().stream().map(Collisions::comparable).collect(Collectors.toSet());
            rows(key, new LinkedHashSet<>(wanted.values())).forEach((id, tuple) -> {
                List<Object> held = comparable(tuple);
                if (values.contains(held)) {
                    exact.put(held, id);
                } else {
                    similar.put(similar(held), id);
                }
            });
            wanted.forEach((id, tuple) -> {
                String holder = exact.getOrDefault(comparable(tuple), similar.get(similar(tuple)));
                if (holder != null && !holder.equals(id)) {
                    claims.add(claim(key, id, tuple, holder));
                }
            });
        }
        return claims;
    }

    private Claim claim(UniqueKey key, String wanter, List<Object> tuple, String holder) {
        return new Claim(key, tuple, wanter, holder, Reason.collision(describe(key, tuple, holder), holder));
    }

    /** Returns whether the row keeps the claimed values when it is written itself. */
    boolean isKept(Claim claim, PageItem holder) {
        List<Object> later = tuple(claim.key(), holder.values());
        return later != null && comparable(later).equals(comparable(claim.tuple()));
    }

    /** Returns the claims of records that want the same values as an earlier one. */
    List<Claim> doubles(Collection<PageItem> items) {
        List<Claim> doubles = new ArrayList<>();
        for (UniqueKey key : keys) {
            Map<List<Object>, String> first = new HashMap<>();
            wanted(key, items).forEach((id, tuple) -> {
                String other = first.putIfAbsent(comparable(tuple), id);
                if (other != null) {
                    doubles.add(claim(key, id, tuple, other));
                }
            });
        }
        return doubles;
    }

    private Map<String, List<Object>> wanted(UniqueKey key, Collection<PageItem> items) {
        Map<String, List<Object>> wanted = new LinkedHashMap<>();
        for (PageItem item : items) {
            List<Object> tuple = tuple(key, item.values());
            if (tuple != null) {
                wanted.put(item.id(), tuple);
            }
        }
        return wanted;
    }

    /**
     * Returns the values of a constraint, references as keys of rows; null if one of them is null, because such rows
     * collide with none.
     */
    private @Nullable List<Object> tuple(UniqueKey key, Map<String, @Nullable Object> values) {
        List<Object> tuple = new ArrayList<>();
        for (Member member : key.members()) {
            Object value = entities.value(member, values);
            Object inRow = value == null ? null : member.inRow(value, rowKeys);
            if (inRow == null) {
                return null;
            }
            tuple.add(inRow);
        }
        return tuple;
    }

    /** Returns the values of the rows that have these values now, by the ids of their records. */
    private Map<String, List<Object>> rows(UniqueKey key, Collection<List<Object>> tuples) {
        String selection = key.members().stream()
                .map(m -> ", " + m.selection().select("e"))
                .collect(Collectors.joining());
        Map<Object, List<Object>> rows = new HashMap<>();
        List<List<Object>> all = List.copyOf(tuples);
        for (int from = 0; from < all.size(); from += TUPLES) {
            List<List<Object>> part = all.subList(from, Math.min(all.size(), from + TUPLES));
            String condition = IntStream.range(0, part.size())
                    .mapToObj(i -> condition(key, i))
                    .collect(Collectors.joining(" or "));
            SelectionQuery<Object[]> query = session.createSelectionQuery(
                    "select " + model.key().selection().select("e") + selection + " from " + key.owner() + " e where "
                            + condition,
                    Object[].class);
            for (int i = 0; i < part.size(); i++) {
                for (int j = 0; j < part.get(i).size(); j++) {
                    key.members()
                            .get(j)
                            .selection()
                            .bind(query, "v" + i + "_" + j + "_", part.get(i).get(j));
                }
            }
            for (Object[] row : query.getResultList()) {
                rows.put(row[0], List.of(row).subList(1, row.length));
            }
        }
        Map<Object, String> ids = rowKeys.ids(model.entityClass(), rows.keySet());
        Map<String, List<Object>> byId = new HashMap<>();
        // A row without a record keeps its values.
        rows.forEach((row, tuple) -> byId.put(ids.getOrDefault(row, KeyCodec.text(row)), tuple));
        return byId;
    }

    private static String condition(UniqueKey key, int tuple) {
        return IntStream.range(0, key.members().size())
                .mapToObj(j -> key.members().get(j).selection().is("e", "v" + tuple + "_" + j + "_"))
                .collect(Collectors.joining(" and ", "(", ")"));
    }

    private static List<Object> comparable(List<Object> tuple) {
        return tuple.stream().map(Collisions::comparable).toList();
    }

    private static Object comparable(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    /**
     * Returns the values without differences that some databases ignore: case, accents and trailing spaces. MariaDB
     * ignores all of them.
     */
    private static List<Object> similar(List<Object> tuple) {
        return tuple.stream()
                .map(value -> value instanceof String text
                        ? (Object) Normalizer.normalize(text, Normalizer.Form.NFD)
                                .replaceAll("\\p{M}", "")
                                .toLowerCase(Locale.ROOT)
                                .stripTrailing()
                        : comparable(value))
                .toList();
    }

    private static String describe(UniqueKey key, List<Object> tuple, String other) {
        String values = IntStream.range(0, tuple.size())
                .mapToObj(i -> describe(key.members().get(i), tuple.get(i)))
                .collect(Collectors.joining(", "));
        return values + (tuple.size() == 1 ? " is" : " are") + " already in use by " + other;
    }

    private static String describe(Member member, Object value) {
        boolean isLocal = member.name().isEmpty() || !member.isPlainValue();
        String text = isLocal ? Objects.toString(value) : member.toJson(value).toString();
        return (member.name().isEmpty() ? member.attribute() : member.name()) + " "
                + (text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…");
    }
}
