package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UniqueKeys.UniqueKey;
import org.morango.hibernate.internal.pipeline.Collisions.Claim;
import org.morango.hibernate.internal.store.IdList;

/** Finds a way to write records that violate unique constraints of their table. */
final class CollisionSolver {
    /** Greatest number of records of other pages that are written along. */
    private static final int MAX_OTHERS = 10_000;

    private static final int FEW = 64;

    /** Limits what is remembered of refused records to a few megabytes. */
    private static final int MAX_REMEMBERED = 100_000;

    private final StatelessSession session;
    private final SyncableModel model;
    private final Collisions collisions;
    private final Parking parking;

    /** The records whose rows stay as they are, and whether they may be written later in the same sync. */
    private final Map<String, Boolean> staying = new HashMap<>();

    private boolean isTangled;

    CollisionSolver(StatelessSession session, SyncableModel model, EntityWriter entities, RowKeys keys) {
        this.session = session;
        this.model = model;
        this.collisions = new Collisions(session, model, entities, keys);
        this.parking = new Parking(session, model, entities, keys);
    }

    /** Other pending records, as far as they can be written. */
    interface Others {
        List<PageItem> of(Collection<String> ids);

        /** Returns a page of them, by id. */
        List<PageItem> after(String id);
    }

    /**
     * A way to write records.
     *
     * @param refused the records that cannot be written, with the reason
     * @param order the other records, and records of other pages that have to be written with them
     * @param spaces temporary values of rows, in place of values that others want
     */
    record Solution(Map<String, Reason> refused, List<PageItem> order, List<Parking.Spaces> spaces) {}

    /** The claims of some records, and whether those of all records in their way are among them. */
    private record Claims(List<Claim> all, boolean areComplete) {}

    /**
     * Looks for rows that hold values which the records want.
     *
     * @param others the other pending records; null if none are to be written along
     * @return null if there is no such row
     */
    @Nullable
    Solution solve(List<PageItem> items, @Nullable Others others) {
        Map<String, PageItem> all = new LinkedHashMap<>();
        items.forEach(item -> all.put(item.id(), item));
        List<Claim> own = collisions.find(items);
        Claims found = others == null ? new Claims(own, false) : withOthers(all, own, others);
        List<Claim> claims = found.all();
        isTangled |= others != null && !found.areComplete();
        List<Claim> doubles = collisions.doubles(all.values());
        if (claims.isEmpty() && doubles.isEmpty()) {
            return null;
        }
        Set<Claim> stuck = new HashSet<>();
        while (true) {
            CollisionPlan plan = CollisionPlan.of(
                    model,
                    all.values(),
                    claims,
                    doubles,
                    claim -> stuck.contains(claim) || isKept(claim, all.get(claim.holder())));
            List<Parking.Spaces> spaces = new ArrayList<>();
            int before = stuck.size();
            plan.parked().forEach((key, parked) -> {
                Parking.Spaces free = spaces(key, parked, all, plan);
                if (free == null) {
                    stuck.addAll(parked);
                } else {
                    spaces.add(free);
                }
            });
            if (stuck.size() == before) {
                if (found.areComplete()) {
                    remember(plan.refused());
                }
                return new Solution(plan.refused(), plan.order(), spaces);
            }
        }
    }

    /**
     * Returns whether some records were refused because they depend on more than {@link #MAX_OTHERS} others, so that
     * they can only be written if the pages are in another order.
     */
    boolean isTangled() {
        return isTangled;
    }

    /** Returns the records whose rows have values that these want, by the ids of these. */
    Map<String, List<String>> holders(List<PageItem> items) {
        Map<String, List<String>> holders = new HashMap<>();
        collisions
                .find(items)
                .forEach(claim -> holders.computeIfAbsent(claim.wanter(), id -> new ArrayList<>())
                        .add(claim.holder()));
        return holders;
    }

    /** Forgets which records were refused, because something has changed that may let them be written. */
    void forget() {
        staying.clear();
    }

    /** Remembers refused records, so that they are not looked at again with each page that wants their values. */
    private void remember(Map<String, Reason> refused) {
        if (staying.size() < MAX_REMEMBERED) {
            refused.forEach((id, reason) -> staying.put(id, reason.isLater()));
        }
    }

    void park(StatelessSession own, Parking.Spaces spaces) {
        parking.park(own, spaces);
    }

    private boolean isKept(Claim claim, @Nullable PageItem holder) {
        return holder == null || collisions.isKept(claim, holder);
    }

    private Parking.@Nullable Spaces spaces(
            UniqueKey key, List<Claim> parked, Map<String, PageItem> all, CollisionPlan plan) {
        Set<String> holders = parked.stream().map(Claim::holder).collect(Collectors.toSet());
        return parking.find(
                key, all.values().stream().filter(i -> holders.contains(i.id())).toList(), plan.order());
    }

    /** Adds the records whose rows are in the way of the others, repeatedly. */
    private Claims withOthers(Map<String, PageItem> all, List<Claim> first, Others others) {
        List<Claim> claims = new ArrayList<>(first);
        Set<String> seen = new HashSet<>(all.keySet());
        List<Claim> last = first;
        int taken = 0;
        while (!last.isEmpty() && taken < MAX_OTHERS) {
            Set<String> holders = last.stream()
                    .map(Claim::holder)
                    .filter(id -> !staying.containsKey(id))
                    .filter(seen::add)
                    .collect(Collectors.toSet());
            List<PageItem> found = new ArrayList<>(holders.isEmpty() ? List.of() : others.of(holders));
            if (!found.isEmpty() && found.size() < FEW) {
                // If each row is in the way of the next, a query for each would take long.
                List<PageItem> next = others.after(Collections.max(seen));
                next.stream().filter(item -> seen.add(item.id())).forEach(found::add);
            }
            found.forEach(item -> all.put(item.id(), item));
            taken += found.size();
            last = found.isEmpty() ? List.of() : collisions.find(found);
            claims.addAll(last);
        }
        Set<String> later = waiting(claims.stream()
                .map(Claim::holder)
                .filter(id -> !all.containsKey(id))
                .toList());
        return new Claims(
                claims.stream()
                        .map(claim -> later.contains(claim.holder()) || staying.getOrDefault(claim.holder(), false)
                                ? claim.later()
                                : claim)
                        .toList(),
                last.isEmpty());
    }

    /** Returns the rows in the way that will be deleted, or written as records of another model. */
    private Set<String> waiting(List<String> holders) {
        return new HashSet<>(IdList.select(
                session,
                "select p.id from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
                        + " where (s.deleted or p.modelName <> :model) and p.id",
                String.class,
                IdList.wellFormed(holders),
                query -> query.setParameter("model", model.name())));
    }
}
