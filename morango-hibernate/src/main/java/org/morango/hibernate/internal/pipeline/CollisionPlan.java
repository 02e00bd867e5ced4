package org.morango.hibernate.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UniqueKeys.UniqueKey;
import org.morango.hibernate.internal.pipeline.Collisions.Claim;

/**
 * Plan for writing records that want each other's unique values: which records cannot be written because the value
 * stays where it is, in which order the others are written, and which rows have to release a value first because they
 * come after the record that wants it. Looks at each claim once.
 */
final class CollisionPlan {
    private final Map<String, PageItem> items = new LinkedHashMap<>();
    private final Map<String, List<Claim>> claims = new HashMap<>();

    /** The claims on the values of a row. */
    private final Map<String, List<Claim>> claimed = new HashMap<>();

    private final Map<String, Reason> refused = new LinkedHashMap<>();
    private final Map<UniqueKey, List<Claim>> parked = new LinkedHashMap<>();
    private final List<PageItem> order = new ArrayList<>();

    private final Predicate<Claim> kept;

    private CollisionPlan(Collection<PageItem> items, Collection<Claim> claims, Predicate<Claim> kept) {
        this.kept = kept;
        items.forEach(item -> this.items.put(item.id(), item));
        for (Claim claim : claims) {
            this.claims.computeIfAbsent(claim.wanter(), id -> new ArrayList<>()).add(claim);
            claimed.computeIfAbsent(claim.holder(), id -> new ArrayList<>()).add(claim);
        }
    }

    /**
     * Makes a plan.
     *
     * @param claims the claims of records on values of rows
     * @param doubles the claims of records on values that other records want as well; a claim counts if the other
     *     record is written
     * @param kept whether a row keeps the claimed value when it is written itself
     */
    static CollisionPlan of(
            SyncableModel model,
            Collection<PageItem> items,
            Collection<Claim> claims,
            Collection<Claim> doubles,
            Predicate<Claim> kept) {
        CollisionPlan plan = new CollisionPlan(items, claims, kept);
        plan.refuse(claims.stream().filter(plan::isFirm).toList());
        plan.refuseDoubles(doubles);
        plan.sort(model);
        plan.park(claims);
        return plan;
    }

    /** Returns the records that cannot be written, with the reason. */
    Map<String, Reason> refused() {
        return refused;
    }

    /** Returns the other records, in the order in which they can be written. */
    List<PageItem> order() {
        return order;
    }

    /** Returns the claims on rows that have to release their values first, by constraint. */
    Map<UniqueKey, List<Claim>> parked() {
        return parked;
    }

    private boolean isFirm(Claim claim) {
        return !items.containsKey(claim.holder()) || refused.containsKey(claim.holder()) || kept.test(claim);
    }

    private void refuse(List<Claim> firm) {
        Queue<Claim> queue = new ArrayDeque<>(firm);
        for (Claim claim = queue.poll(); claim != null; claim = queue.poll()) {
            Reason cause = refused.get(claim.holder());
            Reason reason = cause != null && cause.isLater() ? claim.reason().later() : claim.reason();
            if (refused.putIfAbsent(claim.wanter(), reason) == null) {
                // The row of a refused record stays as it is.
                queue.addAll(claimed.getOrDefault(claim.wanter(), List.of()));
            }
        }
    }

    private void refuseDoubles(Collection<Claim> doubles) {
        for (Claim claim : doubles) {
            if (!refused.containsKey(claim.holder())) {
                refuse(List.of(claim));
            }
        }
    }

    /** Puts existing rows first, so that they release values, unless they refer to rows that do not exist yet. */
    private void sort(SyncableModel model) {
        Set<String> late = late(model);
        List<PageItem> written = items.values().stream()
                .filter(i -> !refused.containsKey(i.id()))
                .toList();
        sort(written.stream().filter(i -> i.exists() && !late.contains(i.id())).toList());
        sort(written.stream().filter(i -> !i.exists()).toList());
        sort(written.stream().filter(i -> late.contains(i.id())).toList());
    }

    /** Returns the existing rows that will refer to rows that do not exist yet. */
    private Set<String> late(SyncableModel model) {
        Set<String> late = new HashSet<>();
        for (PageItem item : items.values()) {
            if (item.exists() && item.ownTargets(model).anyMatch(this::isNew)) {
                late.add(item.id());
            }
        }
        return late;
    }

    private boolean isNew(String id) {
        PageItem item = items.get(id);
        return item != null && !item.exists();
    }

    /**
     * Puts each record after the one whose value it wants; in a circle, after all but one. New rows stay in their
     * order.
     */
    private void sort(List<PageItem> part) {
        if (part.isEmpty() || !part.get(0).exists()) {
            order.addAll(part);
            return;
        }
        Map<String, PageItem> open = new LinkedHashMap<>();
        part.forEach(item -> open.put(item.id(), item));
        Set<String> seen = new HashSet<>();
        for (PageItem root : part) {
            Deque<Visit> path = new ArrayDeque<>();
            if (seen.add(root.id())) {
                path.push(new Visit(root, holders(root.id())));
            }
            while (!path.isEmpty()) {
                Visit at = path.element();
                if (at.holders().hasNext()) {
                    PageItem holder = open.get(at.holders().next());
                    if (holder != null && seen.add(holder.id())) {
                        path.push(new Visit(holder, holders(holder.id())));
                    }
                } else {
                    order.add(path.pop().item());
                }
            }
        }
    }

    private record Visit(PageItem item, Iterator<String> holders) {}

    private Iterator<String> holders(String id) {
        return claims.getOrDefault(id, List.of()).stream().map(Claim::holder).iterator();
    }

    private void park(Collection<Claim> all) {
        Map<String, Integer> places = new HashMap<>();
        order.forEach(item -> places.put(item.id(), places.size()));
        for (Claim claim : all) {
            Integer wanter = places.get(claim.wanter());
            Integer holder = places.get(claim.holder());
            // Values that Hibernate does not update are written after all rows.
            if (wanter != null
                    && holder != null
                    && (holder > wanter || !claim.key().isUpdated())) {
                parked.computeIfAbsent(claim.key(), key -> new ArrayList<>()).add(claim);
            }
        }
    }
}
