package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;

/**
 * Fills attributes that a newer version of the application has added: records that were received before may have their
 * values, which the older version kept in the store. Works in pages, and notes how far it is along with each, so that
 * processes that start at once share the work, and one that dies leaves the rest to the next.
 */
public final class AddedMembers {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final SyncableModel model;

    private AddedMembers(StatelessSession session, SyncableModels models, Hooks hooks, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.hooks = hooks;
        this.model = model;
    }

    /** Fills what was added since the last start; one query, if nothing was. */
    public static void fill(Database database, PartitionLocks locks, SyncableModels models, Hooks hooks) {
        Map<ModelRow.Key, ModelRow> known = database.read(session -> {
            Map<ModelRow.Key, ModelRow> rows = new HashMap<>();
            session.createSelectionQuery("from MorangoModelRow", ModelRow.class)
                    .getResultList()
                    .forEach(row -> rows.put(new ModelRow.Key(row.profile, row.modelName), row));
            return rows;
        });
        for (SyncableModel model : models.all()) {
            ModelRow row = known.get(new ModelRow.Key(model.profile(), model.name()));
            if (row == null || row.added != null || !row.members.equals(String.join("\n", names(model)))) {
                locks.exclusive(Filter.EVERYTHING, session -> {
                    new AddedMembers(session, models, hooks, model).note();
                    return true;
                });
                boolean done = false;
                while (!done) {
                    done = locks.exclusive(
                            Filter.EVERYTHING, session -> new AddedMembers(session, models, hooks, model).fillPage());
                }
            }
        }
    }

    private static Set<String> names(SyncableModel model) {
        Set<String> names = new TreeSet<>();
        members(model).forEach(names::addAll);
        return names;
    }

    /** The members of a model, each by all its names. */
    private static Stream<List<String>> members(SyncableModel model) {
        return Stream.concat(
                model.members().stream().map(Member::names),
                model.collections().stream().map(CollectionMember::names));
    }

    private void note() {
        ModelRow row = session.get(ModelRow.class, new ModelRow.Key(model.profile(), model.name()));
        if (row == null) {
            row = new ModelRow();
            row.profile = model.profile();
            row.modelName = model.name();
            row.members = String.join("\n", names(model));
            session.insert(row);
            return;
        }
        Set<String> before = lines(row.members);
        Set<String> unfilled = row.added == null ? Set.of() : lines(row.added);
        Set<String> added = new TreeSet<>();
        // What was known by another name is in the rows already.
        Predicate<List<String>> isAdded = names ->
                names.stream().noneMatch(before::contains) || names.stream().anyMatch(unfilled::contains);
        members(model).filter(isAdded).forEach(added::addAll);
        if (!added.equals(unfilled)) {
            row.filledTo = "";
        }
        row.added = added.isEmpty() ? null : String.join("\n", added);
        row.members = String.join("\n", names(model));
        session.update(row);
    }

    private static Set<String> lines(String text) {
        return new HashSet<>(List.of(text.split("\n")));
    }

    private boolean fillPage() {
        ModelRow row = session.get(ModelRow.class, new ModelRow.Key(model.profile(), model.name()));
        if (row.added == null) {
            return true;
        }
        List<StoreRow> page = session.createSelectionQuery(
                        "from MorangoStoreRow s where s.id > :after and s.profile = :profile and s.modelName = :model"
                                + " and not s.deleted"
                                + " and not exists (select 1 from MorangoPendingRow p where p.id = s.id) order by s.id",
                        StoreRow.class)
                .setParameter("after", row.filledTo)
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setMaxResults(PAGE)
                .getResultList();
        if (page.isEmpty()) {
            row.added = null;
            row.filledTo = "";
        } else {
            fill(page, lines(row.added));
            row.filledTo = page.get(page.size() - 1).id;
        }
        session.update(row);
        return page.isEmpty();
    }

    private void fill(List<StoreRow> page, Set<String> added) {
        List<StoreRow> having = page.stream()
                .filter(row -> added.stream().anyMatch(RecordContent.members(row.serialized)::has))
                .toList();
        Set<String> left = leftToAdapter(having);
        PendingRecords.add(
                session, having.stream().filter(row -> left.contains(row.id)).toList());
        PageWriter.Result result = PageWriter.ofAdded(session, models, model, added)
                .write(PageWriter.Batch.whole(
                        having.stream().filter(row -> !left.contains(row.id)).toList()));
        Map<StoreRow, String> reasons = new LinkedHashMap<>();
        result.refused().forEach(r -> reasons.put(r.row(), r.reason().text()));
        PendingRecords.add(session, reasons);
        CacheEviction.afterCommit(session, List.of(model));
    }

    /** What the application adapts is written by the next sync, whose filter it has to know. */
    private Set<String> leftToAdapter(List<StoreRow> rows) {
        return hooks.adapter(model) == null
                ? Set.of()
                : new HashSet<>(IdList.select(
                        session,
                        "select e.id from " + model.entityName() + " e where e.morangoDirty = 0 and e.id",
                        String.class,
                        rows.stream().map(row -> row.id).toList()));
    }
}
