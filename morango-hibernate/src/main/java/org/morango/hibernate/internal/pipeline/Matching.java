package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeptValues;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds rows without a record that have the same values of some attributes as records without a row. */
final class Matching {
    private static final int TUPLES = 64;

    private final StatelessSession session;
    private final SyncableModel model;
    private final List<Member> attributes;
    private final List<KeptValues> kept;
    private final RowKeys keys;
    private final String query;

    Matching(StatelessSession session, SyncableModels models, SyncableModel model, List<Member> named) {
        this.session = session;
        this.model = model;
        this.attributes = withTenant(model, named);
        this.keys = new RowKeys(session, models);
        int digits = Database.digitsOfSecond(((SharedSessionContractImplementor) session).getFactory());
        this.kept = attributes.stream()
                .map(member -> new KeptValues(member, digits))
                .toList();
        this.query = attributes.stream()
                        .map(member -> ", " + member.selection().select("e"))
                        .collect(Collectors.joining(
                                "", "select " + model.key().selection().select("e"), " from " + model.entityName()))
                + " e where " + model.ownRows() + " and ("
                + IntStream.range(0, TUPLES).mapToObj(this::condition).collect(Collectors.joining(" or ")) + ")";
    }

    /** Rows and records of different tenants are never the same. */
    private static List<Member> withTenant(SyncableModel model, List<Member> named) {
        Set<Member> attributes = new LinkedHashSet<>(named);
        if (model.tenant() != null) {
            attributes.add(model.tenant());
        }
        return List.copyOf(attributes);
    }

    private String condition(int tuple) {
        return IntStream.range(0, attributes.size())
                .mapToObj(i -> attributes.get(i).selection().is("e", parameter(tuple, i)))
                .collect(Collectors.joining(" and ", "(", ")"));
    }

    private static String parameter(int tuple, int attribute) {
        return "v" + tuple + "_" + attribute + "_";
    }

    /**
     * Returns the keys of the rows that match records, by the ids of the records. Which of two rows is meant, nobody can
     * tell. Of several records, the first is taken.
     */
    Map<String, String> of(List<StoreRow> records) {
        Map<String, List<List<Object>>> wanted = wanted(records);
        Set<List<Object>> tuples = new LinkedHashSet<>();
        wanted.values().forEach(tuples::addAll);
        Map<List<Object>, Set<Object>> rows = rows(List.copyOf(tuples));
        Map<String, String> links = new LinkedHashMap<>();
        Set<Object> linked = new HashSet<>();
        wanted.forEach((id, forms) -> {
            Set<Object> found = new HashSet<>();
            forms.forEach(values -> found.addAll(rows.getOrDefault(comparable(values), Set.of())));
            if (found.size() == 1 && linked.addAll(found)) {
                links.put(id, KeyCodec.text(found.iterator().next()));
            }
        });
        return links;
    }

    /**
     * Returns the values that the row of a record may have, by the id of the record. Records without a value, or with
     * one that does not fit, are left out.
     */
    private Map<String, List<List<Object>>> wanted(List<StoreRow> records) {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        for (StoreRow row : records) {
            List<Object> read = values(RecordContent.members(row.serialized()));
            if (read != null && isOfTenant(row, read)) {
                values.put(row.id, read);
            }
        }
        for (int i = 0; i < attributes.size(); i++) {
            if (attributes.get(i).target() != null) {
                replaceByKeys(i, values);
            }
        }
        Map<String, List<List<Object>>> wanted = new LinkedHashMap<>();
        values.forEach((id, read) -> combine(read, List.of(), wanted.computeIfAbsent(id, i -> new ArrayList<>())));
        return wanted;
    }

    /** Returns whether a content says the tenant whose partition the record is in. */
    private boolean isOfTenant(StoreRow row, List<Object> values) {
        Member tenant = model.tenant();
        return tenant == null
                || Objects.equals(
                        TenantPlaces.text(tenant.toJson(values.get(attributes.indexOf(tenant)))),
                        Objects.requireNonNull(model.partition()).tenantOf(row.partition));
    }

    /** Returns the values of a content, references as ids; null if one is missing or does not fit. */
    private @Nullable List<Object> values(ObjectNode content) {
        List<Object> values = new ArrayList<>();
        for (Member member : attributes) {
            JsonNode node = member.find(content, null);
            try {
                Object value = node == null ? null : member.fromJson(node);
                if (value == null) {
                    return null;
                }
                values.add(value);
            } catch (RuntimeException e) {
                // A peer may have sent anything. Such a record matches nothing.
                return null;
            }
        }
        return values;
    }

    /** Replaces the ids of referenced records by the keys of their rows, and leaves out what refers to no row. */
    private void replaceByKeys(int attribute, Map<String, List<Object>> values) {
        Set<String> ids = new LinkedHashSet<>();
        values.values().forEach(read -> ids.add((String) read.get(attribute)));
        Map<String, Object> found =
                keys.keys(Objects.requireNonNull(attributes.get(attribute).target()), ids);
        values.values().removeIf(read -> !found.containsKey((String) read.get(attribute)));
        values.values().forEach(read -> read.set(attribute, found.get((String) read.get(attribute))));
    }

    /** Adds all combinations of the forms in which the columns may keep the values. */
    private void combine(List<Object> values, List<Object> begun, List<List<Object>> forms) {
        int next = begun.size();
        if (next == values.size()) {
            forms.add(begun);
            return;
        }
        for (Object form : kept.get(next).of(values.get(next))) {
            List<Object> longer = new ArrayList<>(begun);
            longer.add(form);
            combine(values, longer, forms);
        }
    }

    private List<Object> comparable(List<Object> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> kept.get(i).comparable(values.get(i)))
                .toList();
    }

    /** Returns the keys of rows without a record that have these values, by the values in comparable form. */
    private Map<List<Object>, Set<Object>> rows(List<List<Object>> wanted) {
        Map<Object, List<Object>> found = new HashMap<>();
        for (int from = 0; from < wanted.size(); from += TUPLES) {
            SelectionQuery<Object[]> bound = session.createSelectionQuery(query, Object[].class);
            for (int i = 0; i < TUPLES; i++) {
                List<Object> tuple = wanted.get(Math.min(from + i, wanted.size() - 1));
                for (int j = 0; j < tuple.size(); j++) {
                    attributes.get(j).selection().bind(bound, parameter(i, j), tuple.get(j));
                }
            }
            for (Object[] row : bound.getResultList()) {
                found.put(row[0], comparable(List.of(row).subList(1, row.length)));
            }
        }
        found.keySet().removeAll(keys.ids(model.entityClass(), found.keySet()).keySet());
        Map<List<Object>, Set<Object>> byValues = new HashMap<>();
        found.forEach((key, values) ->
                byValues.computeIfAbsent(values, v -> new HashSet<>()).add(key));
        return byValues;
    }
}
