package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;

/** Writes a page of one model's records into its table. */
final class PageWriter {
    private static final int PAGE = 500;
    private static final String WAITING = "select s from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
            + " where p.profile = :profile and p.modelName = :model and not s.deleted and not p.unfinished and ";

    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final RowKeys keys;
    private final EntityWriter entities;
    private final SafeWrites writes;
    private final CollisionSolver collisions;
    private final Places places;
    private final boolean awaitsAdoption;
    private final ChangeLog changes;
    private final @Nullable Adaptation adaptation;
    private final LocalValues initial;
    private final MatchedRows matched;
    private final NewRows newRows;

    /**
     * The names of the members that are written into existing rows, whatever else has changed; null for all members.
     */
    private final @Nullable Set<String> added;

    private PageWriter(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            ChangeLog changes,
            Hooks hooks,
            @Nullable Adaptation adaptation,
            @Nullable Set<String> added) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.changes = changes;
        this.adaptation = adaptation;
        this.added = added;
        this.keys = new RowKeys(session, models);
        this.entities = new EntityWriter(session, model, keys);
        this.initial = new LocalValues(session, model, hooks.initial(model));
        this.matched = new MatchedRows(model, entities);
        this.writes = new SafeWrites(session, changes);
        this.collisions = new CollisionSolver(session, model, entities, keys);
        this.awaitsAdoption = AdoptStage.isAwaited(session, model);
        this.places = new Places(
                session, model, entities, keys, new TenantPlaces(session, models, model, hooks.tenantRoot()));
        this.newRows = new NewRows(models, model, keys, entities, places);
    }

    /** Returns a writer of records into the table of their model. */
    static PageWriter of(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            ChangeLog changes,
            Hooks hooks,
            @Nullable Adaptation adaptation) {
        return new PageWriter(session, models, model, changes, hooks, adaptation, null);
    }

    /** Returns a writer of some members only, into existing rows, also those that were changed here. */
    static PageWriter ofAdded(StatelessSession session, SyncableModels models, SyncableModel model, Set<String> added) {
        return new PageWriter(session, models, model, ChangeLog.none(), Hooks.NONE, null, added);
    }

    /**
     * Records to be written.
     *
     * @param unfinished the ids of records whose rows exist and lack references
     * @param isCut whether a record may be written without references to its own model because they lead back to it;
     *     null if all have to be complete
     * @param filter filter of other pending records that may be written with them; null for none
     * @param received the received contents, by id, of records that are written with other contents
     * @param reach limits the deletion of records that refer to a deleted one
     */
    record Batch(
            List<StoreRow> rows,
            Set<String> unfinished,
            @Nullable Predicate<String> isCut,
            @Nullable Filter filter,
            Map<String, String> received,
            Reach reach) {
        static Batch whole(List<StoreRow> rows, Reach reach) {
            return new Batch(rows, Set.of(), null, null, Map.of(), reach);
        }

        Batch of(List<StoreRow> others, Map<String, String> received) {
            return new Batch(others, unfinished, isCut, filter, received, reach);
        }
    }

    /** Returns whether some records can only be written if the pages are in the order of {@link #holders}. */
    boolean isTangled() {
        return collisions.isTangled();
    }

    /** Forgets which records were refused, because something has changed that may let them be written. */
    void forgetRefused() {
        collisions.forget();
    }

    /**
     * Returns the records whose rows have unique values that these want, by the ids of these. This is a hint: it leaves out
     * values that are not in the records' contents.
     */
    Map<String, List<String>> holders(List<StoreRow> page) {
        keys.clear();
        List<PageItem> items = new ArrayList<>();
        for (StoreRow row : page) {
            try {
                items.add(new PageItem(
                        row, null, null, row.serialized(), null, entities.values(row.serialized(), null), null));
            } catch (IllegalArgumentException e) {
                // It is refused when it is written.
            }
        }
        references(items);
        return collisions.holders(items);
    }

    PageResult write(Batch batch) {
        keys.clear();
        List<Refusal> refused = new ArrayList<>();
        List<String> settled = new ArrayList<>();
        Map<String, PageItem> items = read(batch.rows(), refused);
        PageOrder order = order(items, batch.isCut(), batch.received(), refused);
        long deleted = followDeletions(order.gone(), batch.reach(), settled, refused);
        order.missing().forEach((item, reason) -> refused.add(new Refusal(item.row(), reason)));
        List<PageItem> written = new ArrayList<>();
        long count = write(without(batch.unfinished(), order.writable()), batch.filter(), written, refused);
        noteAdapted(written);
        Set<String> there = new HashSet<>(batch.unfinished());
        written.forEach(item -> there.add(item.id()));
        written.stream().filter(PageItem::isWhole).map(PageItem::id).forEach(settled::add);
        List<Refusal> begun = new ArrayList<>();
        order.writable().forEach(item -> {
            if (item.unmet() != null && there.contains(item.id())) {
                begun.add(new Refusal(item.row(), item.unmet()));
            }
        });
        return new PageResult(settled, begun, refused, count, deleted);
    }

    /** Leaves out unfinished records: they are not written again before they can be completed. */
    private static List<PageItem> without(Set<String> unfinished, List<PageItem> items) {
        return unfinished.isEmpty()
                ? items
                : items.stream()
                        .filter(item -> item.isWhole() || !unfinished.contains(item.id()))
                        .toList();
    }

    /**
     * Notes the differences between rows and records: those made by an adapter, and values that the database does not
     * keep in full.
     */
    private void noteAdapted(List<PageItem> written) {
        Map<String, PageItem> items = new LinkedHashMap<>();
        written.forEach(item -> items.put(item.id(), item));
        Map<String, @Nullable String> adapted = new LinkedHashMap<>();
        items.forEach((id, item) -> adapted.put(id, item.adapted()));
        Map<String, String> unsure = new LinkedHashMap<>();
        written.stream()
                .filter(item -> entities.mayDiffer(item.values()))
                .forEach(item -> unsure.put(KeyCodec.text(key(item)), item.id()));
        if (!unsure.isEmpty()) {
            List<Object> read = RowKeys.parse(model, unsure.keySet());
            for (RecordContent row : new SafeReads(session, model, (key, e) -> {}).select(read, keys::ids)) {
                String id = Objects.requireNonNull(unsure.get(row.key()));
                PageItem item = Objects.requireNonNull(items.get(id));
                adapted.put(id, row.differingFrom(item.content(), item.adapted(), model));
            }
        }
        adapted.entrySet()
                .removeIf(e -> Objects.equals(
                        e.getValue(),
                        Objects.requireNonNull(items.get(e.getKey())).row().adapted));
        StoreRecords.adapt(session, adapted);
    }

    /** Writes records and, where their unique values form a circle with records of other pages, those as well. */
    private long write(List<PageItem> items, @Nullable Filter filter, List<PageItem> written, List<Refusal> refused) {
        Map<String, PageItem> others = new LinkedHashMap<>();
        Set<String> failed = new HashSet<>();
        long count = writes.write(
                items,
                this::insertAndUpdate,
                (part, error, mayPlan) -> diagnose(part, error, mayPlan, filter, others),
                (item, reason) -> {
                    failed.add(item.id());
                    keys.refused(model, item.id());
                    if (others.remove(item.id()) == null) {
                        refused.add(new Refusal(item.row(), reason));
                    }
                });
        items.stream().filter(item -> !failed.contains(item.id())).forEach(written::add);
        written.addAll(others.values());
        return count;
    }

    /**
     * Returns the records as values, without those that do not fit and those whose rows have just been changed here.
     */
    private Map<String, PageItem> read(List<StoreRow> page, List<Refusal> refused) {
        Map<String, Object> wanted = PageKeys.of(keys, model, page);
        Map<Object, Reason> unreadable = new HashMap<>();
        Map<Object, EntityWriter.Existing> existing = new SafeReads(
                        session,
                        model,
                        (key, e) -> unreadable.put(key, Reason.of("its row here is wrong: " + e.reason())))
                .lockExisting(entities, List.copyOf(wanted.values()));
        // Reads notes after the rows are locked: whoever has changed a row before has noted it by now.
        Obstacles obstacles = Obstacles.read(session, models, model, page, wanted, existing.keySet());
        Map<String, Reason> continuing = Predecessors.waiting(session, model, page);
        Map<String, PageItem> items = new LinkedHashMap<>();
        for (StoreRow row : page) {
            Object key = wanted.get(row.id);
            EntityWriter.Existing before = key == null ? null : existing.get(key);
            Reason reason = key != null && unreadable.containsKey(key)
                    ? unreadable.get(key)
                    : added == null ? obstacles.of(row, key, before != null, awaitsAdoption) : null;
            reason = reason == null ? continuing.get(row.id) : reason;
            if (reason != null) {
                refused.add(new Refusal(row, reason));
            } else if (added == null || before != null) {
                boolean isChanged = key != null && obstacles.isChanged(key);
                try {
                    items.put(row.id, read(row, key, before, isChanged));
                } catch (IllegalArgumentException e) {
                    refused.add(new Refusal(row, String.valueOf(e.getMessage())));
                }
            }
        }
        return matched.find(items, refused);
    }

    private PageItem read(
            StoreRow row, @Nullable Object key, EntityWriter.@Nullable Existing before, boolean isChanged) {
        if (added != null && before != null) {
            // A row that the application has changed and not synced yet differs from what was written.
            String written = isChanged
                    ? "{}"
                    : RecordContent.members(row.serialized()).retain(added).toString();
            return new PageItem(
                    row, key, before, written, row.adapted, entities.values(row.serialized(), before, added), null);
        }
        Adaptation.Adapted adapted = adaptation == null
                ? new Adaptation.Adapted(row.serialized(), null)
                : adaptation.adapt(row.serialized());
        Map<String, @Nullable Object> values = entities.values(adapted.content(), before);
        if (before == null) {
            initial.put(adapted.content(), values);
        }
        return new PageItem(row, key, before, adapted.content(), adapted.changes(), values, null);
    }

    /** Deletes records that refer to a deleted one. That deletion travels from here. */
    private long followDeletions(
            Map<PageItem, Boolean> gone, Reach reach, List<String> settled, List<Refusal> refused) {
        long count = 0;
        for (boolean hard : new boolean[] {false, true}) {
            List<PageItem> items = gone.keySet().stream()
                    .filter(item -> Objects.requireNonNull(gone.get(item)) == hard)
                    .toList();
            items.stream().map(PageItem::id).forEach(settled::add);
            count += writes.write(
                    items,
                    (own, part) -> new GoneRecords(own, models, model, changes).delete(part, hard, reach),
                    SafeWrites.Diagnosis.none(),
                    (item, reason) -> {
                        settled.remove(item.id());
                        refused.add(new Refusal(item.row(), reason));
                    });
        }
        return count;
    }

    /** Returns the key of an item's row, which exists. */
    private Object key(PageItem item) {
        return item.key() != null ? item.key() : keys.known(model.entityClass(), item.id());
    }

    private long insertAndUpdate(StatelessSession own, List<PageItem> items) {
        List<PageItem> created = items.stream().filter(item -> !item.exists()).toList();
        List<PageItem> changed = items.stream().filter(PageItem::exists).toList();
        newRows.insert(own, created);
        if (model.persister().isMutable()) {
            Rows.<PageItem>batched(own, changed, item -> {
                Object entity = places.take(item);
                OwnWrites.run(entity, () -> own.update(entity));
            });
        } else {
            // Hibernate updates nothing: all columns are written with those that it leaves out.
            invalid(changed).stream().findFirst().ifPresent(refused -> {
                throw new MorangoException(refused.reason().text());
            });
        }
        if (changes.isRead()) {
            changes.inserted(model, created.stream().map(this::key).toList());
            changes.updated(model, changed.stream().map(this::key).toList());
        }
        writeRest(own, items);
        return items.stream().filter(PageItem::isWhole).count();
    }

    /** Finds why a page was refused: by Bean Validation, or because another row has a value that has to be unique. */
    private SafeWrites.Findings<PageItem> diagnose(
            List<PageItem> items,
            RuntimeException error,
            boolean mayPlan,
            @Nullable Filter filter,
            Map<String, PageItem> others) {
        if (BeanValidation.violations(error) != null) {
            return without(items, invalid(items));
        }
        CollisionSolver.Solution solution = Database.isRefusal(error)
                ? collisions.solve(items, mayPlan && filter != null ? new Waiting(filter) : null)
                : null;
        if (solution == null) {
            return new SafeWrites.Findings<>(List.of(), items, null);
        }
        List<SafeWrites.Refused<PageItem>> refused = new ArrayList<>();
        for (PageItem item : items) {
            Reason reason = solution.refused().get(item.id());
            if (reason != null) {
                refused.add(new SafeWrites.Refused<>(item, reason));
            }
        }
        Set<String> known = items.stream().map(PageItem::id).collect(Collectors.toSet());
        solution.order().stream()
                .filter(item -> !known.contains(item.id()))
                .forEach(item -> others.put(item.id(), item));
        return new SafeWrites.Findings<>(
                refused, solution.order(), mayPlan ? (own, part) -> writeInOrder(own, part, solution.spaces()) : null);
    }

    private static SafeWrites.Findings<PageItem> without(
            List<PageItem> items, List<SafeWrites.Refused<PageItem>> refused) {
        Set<String> out = refused.stream().map(r -> r.item().id()).collect(Collectors.toSet());
        return new SafeWrites.Findings<>(
                refused, items.stream().filter(item -> !out.contains(item.id())).toList(), null);
    }

    private List<SafeWrites.Refused<PageItem>> invalid(List<PageItem> items) {
        BeanValidation validation = new BeanValidation(session, model.persister());
        List<SafeWrites.Refused<PageItem>> refused = new ArrayList<>();
        for (PageItem item : items) {
            Object entity = madeOf(item);
            String invalid = entity == null ? null : validation.check(entity, !item.exists());
            if (invalid != null) {
                refused.add(new SafeWrites.Refused<>(item, Reason.of(invalid)));
            }
        }
        return refused;
    }

    /** Returns the entity of a record; null if it refers to a row of the page that was not inserted yet. */
    private @Nullable Object madeOf(PageItem item) {
        boolean isFound = model.references().stream().allMatch(reference -> {
            Object value = item.values().get(reference.attribute());
            return value == null || keys.isFound(Objects.requireNonNull(reference.target()), value);
        });
        return isFound ? places.take(item) : null;
    }

    /** The pending records inside a filter, as far as they can be written in full. */
    private final class Waiting implements CollisionSolver.Others {
        private final Filter filter;

        Waiting(Filter filter) {
            this.filter = filter;
        }

        @Override
        public List<PageItem> of(Collection<String> ids) {
            return read(IdList.select(
                    session,
                    WAITING + "p.id",
                    StoreRow.class,
                    IdList.wellFormed(ids),
                    query -> query.setParameter("profile", model.profile()).setParameter("model", model.name())));
        }

        @Override
        public List<PageItem> after(String id) {
            return read(session.createSelectionQuery(
                            WAITING + "p.id" + IdJavaType.above(id) + ":after order by p.profile, p.modelName, p.id",
                            StoreRow.class)
                    .setParameter("profile", model.profile())
                    .setParameter("model", model.name())
                    .setParameter("after", IdJavaType.orLowest(id))
                    .setMaxResults(PAGE)
                    .getResultList());
        }

        private List<PageItem> read(List<StoreRow> rows) {
            List<StoreRow> inside =
                    rows.stream().filter(row -> filter.contains(row.partition)).toList();
            List<Refusal> refused = new ArrayList<>();
            return order(PageWriter.this.read(inside, refused), null, Map.of(), refused)
                    .writable();
        }
    }

    /** Returns the order of the records whose partition fits their content; refuses the others. */
    private PageOrder order(
            Map<String, PageItem> items,
            @Nullable Predicate<String> isCut,
            Map<String, String> received,
            List<Refusal> refused) {
        PageOrder order = order(items.values(), isCut);
        Map<String, Reason> misplaced = places.misplaced(order.writable(), received);
        if (misplaced.isEmpty()) {
            return order;
        }
        misplaced.forEach((id, reason) ->
                refused.add(new Refusal(Objects.requireNonNull(items.remove(id)).row(), reason)));
        return order(items, isCut, received, refused);
    }

    private PageOrder order(Collection<PageItem> items, @Nullable Predicate<String> isCut) {
        return PageOrder.of(models, model, references(items), items, isCut);
    }

    private References references(Collection<PageItem> items) {
        return References.of(
                session,
                models,
                model,
                keys,
                items.stream().map(PageItem::values).toList());
    }

    /** Writes temporary values of rows that have to release theirs, and then new and existing rows in order. */
    private long writeInOrder(StatelessSession own, List<PageItem> items, List<Parking.Spaces> spaces) {
        spaces.forEach(s -> collisions.park(own, s));
        long count = 0;
        for (int from = 0; from < items.size(); ) {
            int to = from;
            while (to < items.size()
                    && items.get(to).exists() == items.get(from).exists()) {
                to++;
            }
            count += insertAndUpdate(own, items.subList(from, to));
            from = to;
        }
        return count;
    }

    /** Writes what Hibernate does not write with the rows themselves. */
    private void writeRest(StatelessSession own, List<PageItem> items) {
        Map<Object, Map<String, @Nullable Object>> written = new LinkedHashMap<>();
        Map<Object, EntityWriter.Existing> existing = new HashMap<>();
        for (PageItem item : items) {
            written.put(key(item), item.values());
            if (item.before() != null) {
                existing.put(key(item), item.before());
            }
        }
        entities.writeFixed(own, written, existing);
        entities.writeCollections(own, written, existing.keySet());
    }
}
