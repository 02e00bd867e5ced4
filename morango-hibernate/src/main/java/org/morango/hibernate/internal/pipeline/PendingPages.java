package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pending records, in pages. Those of a model that refers to itself come each after those it refers to, others in the
 * order of their ids or, if very many of them want each other's unique values, each after those whose values it wants.
 */
final class PendingPages {
    private static final int PAGE = 500;

    /** Limits an order to 25 MB. If more records are pending, they are ordered in parts. */
    private static final int MAX_ORDERED = 500_000;

    private final StatelessSession session;
    private final String profile;
    private final PartitionPredicate inside;

    PendingPages(StatelessSession session, String profile, Filter filter) {
        this.session = session;
        this.profile = profile;
        this.inside = PartitionPredicate.of("s.partition", filter);
    }

    /**
     * Position at which a page begins.
     *
     * @param after the last id that was read
     * @param lineage the order of the records that are being read; null for the order of ids
     * @param at number of these records that have been read
     * @param isTangled whether the records are in the order of the values that they want
     */
    record Place(String after, @Nullable Lineage lineage, int at, boolean isTangled) {
        static final Place FIRST = new Place("", null, 0, false);

        /** Returns the place of the same records in the order of the values that they want. */
        Place tangled() {
            return new Place(after, null, 0, true);
        }
    }

    /** Finds the records whose rows have values that others want, by the ids of these. */
    interface Holders {
        Map<String, List<String>> of(List<StoreRow> page);
    }

    /** A pending record, with its note. */
    record Pending(
            StoreRow row,
            @Nullable String reason,
            boolean unfinished,
            @Nullable String reach) {
        boolean isNoted(PendingRow now) {
            return unfinished == now.unfinished && Objects.equals(reason, now.reason);
        }
    }

    record Page(List<Pending> records, Place next) {}

    /** Returns the records to be written; null if none are left. */
    @Nullable
    Page toWrite(SyncableModel model, Place place, Holders holders) {
        if (place.isTangled()) {
            return inLineage(model, place, after -> lineage(model, after, "p.id, s", page -> targets(page, holders)));
        }
        return model.ownReferences().isEmpty()
                ? byId(model, "not s.deleted", place)
                : inLineage(
                        model, place, after -> lineage(model, after, "p.id, s.content", page -> targets(page, model)));
    }

    /** Returns the records whose rows exist and lack references; null if none are left. */
    @Nullable
    Page toFinish(SyncableModel model, Place place) {
        return byId(model, "not s.deleted and p.unfinished", place);
    }

    /** Returns the records whose rows are to be deleted; null if none are left. */
    @Nullable
    Page toDelete(SyncableModel model, Place place) {
        return byId(model, "s.deleted", place);
    }

    private @Nullable Page byId(SyncableModel model, String condition, Place place) {
        List<Pending> page = select(model, "s, p.reason, p.unfinished, p.reach", condition, place.after(), PAGE)
                .map(PendingPages::pending)
                .toList();
        return page.isEmpty()
                ? null
                : new Page(page, new Place(page.get(page.size() - 1).row().id, null, 0, false));
    }

    /**
     * Reads a page. Orders by all columns of the index, so that H2 too reads only a page of it and does not sort all
     * rows each time.
     */
    private Stream<Object[]> select(SyncableModel model, String what, String condition, String after, int limit) {
        return inside
                .bind(session.createSelectionQuery(
                                "select " + what + " from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
                                        + " where p.profile = :profile and p.modelName = :model and p.id"
                                        + IdJavaType.above(after) + ":after and "
                                        + condition + " and " + inside.text()
                                        + " order by p.profile, p.modelName, p.id",
                                Object[].class)
                        .setParameter("profile", profile)
                        .setParameter("model", model.name())
                        .setParameter("after", IdJavaType.orLowest(after))
                        .setMaxResults(limit))
                .getResultList()
                .stream();
    }

    private static Pending pending(Object[] row) {
        return new Pending((StoreRow) row[0], (String) row[1], (Boolean) row[2], (String) row[3]);
    }

    private @Nullable Page inLineage(SyncableModel model, Place place, Function<String, Lineage> ordered) {
        Lineage lineage = place.lineage();
        int at = place.at();
        if (lineage == null || at == lineage.size()) {
            lineage = ordered.apply(place.after());
            at = 0;
        }
        String last = lineage.last();
        if (last == null) {
            return null;
        }
        int end = Math.min(at + PAGE, lineage.size());
        List<String> ids = lineage.ids(at, end);
        Map<String, Pending> found = new HashMap<>();
        IdList.select(
                        session,
                        "select s, p.reason, p.unfinished, p.reach from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
                                + " where not s.deleted and p.id",
                        Object[].class,
                        ids)
                .forEach(row -> found.put(((StoreRow) row[0]).id, pending(row)));
        return new Page(
                ids.stream().map(found::get).filter(Objects::nonNull).toList(),
                new Place(last, lineage, end, place.isTangled()));
    }

    /**
     * Returns the order of the pending records after that id.
     *
     * @param what what is selected of each record
     * @param targets returns the ids of a page's records, each with those of the records that come before it
     */
    private Lineage lineage(
            SyncableModel model,
            String after,
            String what,
            Function<List<Object[]>, Map<String, List<String>>> targets) {
        Lineage.Builder builder = new Lineage.Builder();
        String last = after;
        while (builder.size() < MAX_ORDERED) {
            List<Object[]> page =
                    select(model, what, "not s.deleted", last, PAGE).toList();
            for (Map.Entry<String, List<String>> each : targets.apply(page).entrySet()) {
                last = each.getKey();
                builder.add(last, each.getValue());
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return builder.build();
    }

    private static Map<String, List<String>> targets(List<Object[]> page, SyncableModel model) {
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (Object[] row : page) {
            ObjectNode content = RecordContent.members(StoreRow.members((String) row[1]));
            targets.put(
                    (String) row[0],
                    model.ownReferences().stream()
                            .map(reference -> reference.referenced(content))
                            .filter(Objects::nonNull)
                            .toList());
        }
        return targets;
    }

    private static Map<String, List<String>> targets(List<Object[]> page, Holders holders) {
        Map<String, List<String>> found =
                holders.of(page.stream().map(row -> (StoreRow) row[1]).toList());
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (Object[] row : page) {
            String id = (String) row[0];
            targets.put(id, found.getOrDefault(id, List.of()));
        }
        return targets;
    }
}
