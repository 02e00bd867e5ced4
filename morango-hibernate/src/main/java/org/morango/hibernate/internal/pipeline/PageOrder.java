package org.morango.hibernate.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;

/**
 * Sorts the records of a page: those that are deleted because they refer to a deleted record; those that can be
 * written, each after the records of the page that it refers to; and those that have to wait. Looks at every reference
 * once.
 */
final class PageOrder {
    private final SyncableModels models;
    private final SyncableModel model;
    private final References references;
    private final Map<String, PageItem> items;

    /** For each record that is not written yet, the missing records that it needs, by attribute. */
    private final Map<String, Map<String, Missing>> needs = new HashMap<>();

    /** For each record of the page, the records that need it. */
    private final Map<String, Set<String>> waiting = new HashMap<>();

    private final Map<String, Boolean> gone = new LinkedHashMap<>();
    private final Set<String> placed = new HashSet<>();
    private final List<PageItem> writable = new ArrayList<>();

    /** Missing records to which others refer. */
    private record Missing(String name, Set<String> ids, boolean isDeferrable) {}

    private PageOrder(SyncableModels models, SyncableModel model, References references, Collection<PageItem> items) {
        this.models = models;
        this.model = model;
        this.references = references;
        this.items = new LinkedHashMap<>();
        items.forEach(item -> this.items.put(item.id(), item));
    }

    /**
     * Sorts a page.
     *
     * @param isCut whether a record may be written without references to its own model; null if all have to be whole
     */
    static PageOrder of(
            SyncableModels models,
            SyncableModel model,
            References references,
            Collection<PageItem> items,
            @Nullable Predicate<String> isCut) {
        PageOrder order = new PageOrder(models, model, references, items);
        order.followDeletions();
        order.dropDeletedLinks();
        order.items.values().stream()
                .filter(item -> !order.gone.containsKey(item.id()))
                .forEach(item -> order.need(item, isCut));
        order.place(isCut != null);
        return order;
    }

    /** Returns the records that refer to a deleted record, and whether that was hard deleted. */
    Map<PageItem, Boolean> gone() {
        Map<PageItem, Boolean> found = new LinkedHashMap<>();
        gone.forEach((id, hard) -> found.put(item(id), hard));
        return found;
    }

    /**
     * Returns the records that can be written, in order. Those that are written without some references have the
     * reason.
     */
    List<PageItem> writable() {
        return writable;
    }

    /** Returns the records that have to wait, with their reasons. */
    Map<PageItem, Reason> missing() {
        Map<PageItem, Reason> missing = new LinkedHashMap<>();
        items.forEach((id, item) -> {
            if (!gone.containsKey(id) && !placed.contains(id)) {
                missing.put(item, reason(id));
            }
        });
        return missing;
    }

    private PageItem item(String id) {
        return Objects.requireNonNull(items.get(id));
    }

    private Map<String, Missing> needs(String id) {
        return needs.getOrDefault(id, Map.of());
    }

    private Reason reason(String id) {
        Missing first = needs(id).values().iterator().next();
        String target = first.ids().iterator().next();
        Reason reason = Reason.waiting("it refers by " + first.name() + " to " + target
                + (!first.isDeferrable() && leadsBack(target, id)
                        ? ", which needs this record in turn, so that neither can be inserted first"
                        : ", which is not here yet"));
        // The record that continues it may come later in the same order, in which only the ids are compared.
        return references.isMoved(target) && references.isExpected(target) ? reason.later() : reason;
    }

    /** Returns whether a record of the page needs another, directly or through others. */
    private boolean leadsBack(String from, String to) {
        Set<String> seen = new HashSet<>(Set.of(from));
        Queue<String> open = new ArrayDeque<>(seen);
        for (String id = open.poll(); id != null && !seen.contains(to); id = open.poll()) {
            needs(id).values().stream()
                    .filter(m -> !m.isDeferrable())
                    .flatMap(m -> m.ids().stream())
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return seen.contains(to);
    }

    /** Finds the records that are deleted because they refer to a deleted one, directly or through others. */
    private void followDeletions() {
        Map<String, List<String>> referring = new HashMap<>();
        Queue<String> found = new ArrayDeque<>();
        for (PageItem item : items.values()) {
            for (Member reference : model.references()) {
                if (item.values().get(reference.attribute()) instanceof String id
                        && !references.isPresent(reference, id)) {
                    if (references.isDeleted(id)) {
                        gone.merge(item.id(), references.isHardDeleted(id), Boolean::logicalOr);
                        found.add(item.id());
                    } else if (reference.refersTo(model) && items.containsKey(id)) {
                        referring.computeIfAbsent(id, i -> new ArrayList<>()).add(item.id());
                    }
                }
            }
        }
        for (String id = found.poll(); id != null; id = found.poll()) {
            boolean hard = gone.getOrDefault(id, false);
            for (String other : referring.getOrDefault(id, List.of())) {
                if (gone.putIfAbsent(other, hard) == null) {
                    found.add(other);
                }
            }
        }
    }

    /** Removes deleted records from the lists of others. */
    private void dropDeletedLinks() {
        for (CollectionMember link : model.links()) {
            for (PageItem item : items.values()) {
                if (item.values().get(link.attribute()) instanceof Elements elements) {
                    Set<String> dropped = references.missing(link, elements).stream()
                            .filter(id -> references.isDeleted(id) || gone.containsKey(id))
                            .collect(Collectors.toSet());
                    if (!dropped.isEmpty()) {
                        item.values().put(link.attribute(), link.without(elements, dropped));
                    }
                }
            }
        }
    }

    private void need(PageItem item, @Nullable Predicate<String> isCut) {
        Map<String, Missing> missing = new LinkedHashMap<>();
        for (Member reference : model.references()) {
            if (item.values().get(reference.attribute()) instanceof String id
                    && !references.isPresent(reference, id)
                    && !(id.equals(item.id()) && reference.refersTo(model) && isKeyKnown(item))) {
                boolean isOwn = reference.refersTo(model) && (items.containsKey(id) || references.isOf(model, id));
                boolean isDeferrable = reference.orNull()
                        || (models.isDeferrable(model, reference)
                                && references.isExpected(id)
                                && (!isOwn || id.equals(item.id()) || (isCut != null && isCut.test(item.id()))));
                missing.put(reference.attribute(), new Missing(reference.name(), only(id), isDeferrable));
            }
        }
        for (CollectionMember link : model.links()) {
            if (item.values().get(link.attribute()) instanceof Elements elements) {
                Set<String> ids = new LinkedHashSet<>(references.missing(link, elements));
                ids.removeIf(id -> id.equals(item.id()) && link.refersTo(model));
                if (!ids.isEmpty()) {
                    boolean isDeferrable =
                            models.isDeferrable(model, link) && ids.stream().allMatch(references::isExpected);
                    missing.put(link.attribute(), new Missing(link.name(), ids, isDeferrable));
                }
            }
        }
        needs.put(item.id(), missing);
        missing.values()
                .forEach(m -> m.ids().stream()
                        .filter(items::containsKey)
                        .forEach(id -> waiting.computeIfAbsent(id, i -> new LinkedHashSet<>())
                                .add(item.id())));
    }

    /** Returns whether the key of a row is known before the row is inserted, so that the row can refer to itself. */
    private boolean isKeyKnown(PageItem item) {
        return item.key() != null || model.knowsKeysBeforeInserts();
    }

    private static Set<String> only(String id) {
        return new LinkedHashSet<>(Set.of(id));
    }

    private void place(boolean mayBegin) {
        Queue<String> whole = new ArrayDeque<>();
        Queue<String> begun = new ArrayDeque<>();
        for (String id : items.keySet()) {
            if (!gone.containsKey(id)) {
                offer(id, mayBegin, whole, begun);
            }
        }
        while (true) {
            String id = whole.isEmpty() ? begun.poll() : whole.poll();
            if (id == null) {
                return;
            }
            if (placed.add(id)) {
                writable.add(without(item(id), needs(id)));
                for (String other : waiting.getOrDefault(id, Set.of())) {
                    needs(other).values().removeIf(m -> {
                        m.ids().remove(id);
                        return m.ids().isEmpty();
                    });
                    offer(other, mayBegin, whole, begun);
                }
            }
        }
    }

    private void offer(String id, boolean mayBegin, Queue<String> whole, Queue<String> begun) {
        Map<String, Missing> missing = needs(id);
        if (missing.isEmpty()) {
            whole.add(id);
        } else if (mayBegin && missing.values().stream().allMatch(Missing::isDeferrable)) {
            begun.add(id);
        }
    }

    private PageItem without(PageItem item, Map<String, Missing> missing) {
        if (missing.isEmpty()) {
            return item;
        }
        Map<String, Set<String>> ids = new HashMap<>();
        missing.forEach((attribute, m) -> ids.put(attribute, m.ids()));
        return item.without(model, ids, reason(item.id()));
    }
}
