package org.morango.hibernate.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hibernate.StatelessSession;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.capture.BulkPlans;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionRows;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RowKey;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.RowLocks;
import org.morango.hibernate.internal.model.Selection;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.record.Filter;

/**
 * Deletes rows that were deleted elsewhere, together with the rows that refer to them. It notes the deletion of the
 * latter, so that it travels as well. See docs/protocol.md, "Deletion".
 */
final class Deletions {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;
    private final String profile;
    private final Filter reach;
    private final RowKeys keys;
    private final DeletionListeners listeners;
    private final Outbox outbox;
    /** The partitions whose rows are removed from this database alone; null if the deletions are for all peers. */
    private final @Nullable Predicate<String> wiped;

    /** @param reach the partitions outside which nothing may change */
    Deletions(StatelessSession session, SyncableModels models, ChangeLog changes, String profile, Filter reach) {
        this(session, models, changes, profile, reach, null);
    }

    private Deletions(
            StatelessSession session,
            SyncableModels models,
            ChangeLog changes,
            String profile,
            Filter reach,
            @Nullable Predicate<String> wiped) {
        this.wiped = wiped;
        this.session = session;
        this.models = models;
        this.changes = changes;
        this.profile = profile;
        this.reach = reach;
        this.keys = new RowKeys(session, models);
        this.listeners = new DeletionListeners(session);
        this.outbox = new Outbox(session);
    }

    /**
     * Returns deletions in this database alone. They are not noted, and leave the rows of other partitions, and rows
     * without records, as they are.
     */
    static Deletions wiping(
            StatelessSession session,
            SyncableModels models,
            ChangeLog changes,
            String profile,
            Predicate<String> partitions) {
        return new Deletions(session, models, changes, profile, Filter.EVERYTHING, partitions);
    }

    /** Rows of a model that are deleted together. */
    private record Batch(SyncableModel model, List<Object> keys) {}

    /**
     * Rows that refer to a batch.
     *
     * @param isAll whether no other row refers to it
     * @param isFree whether these rows do not refer to it any more
     */
    private record Referring(List<Batch> batches, boolean isAll, boolean isFree) {}

    /**
     * Deletes rows and the rows that refer to them, a batch at a time.
     *
     * @return the number of deleted rows
     * @throws MorangoException if one of these rows was changed since it was serialized, or is out of reach
     */
    long delete(SyncableModel model, List<Object> rows, boolean hard) {
        lockUnchanged(model, rows);
        return deleteLocked(model, rows, hard);
    }

    /** Does the same with rows that are locked, and that were not changed since they were serialized. */
    long deleteLocked(SyncableModel model, List<Object> rows, boolean hard) {
        long count = 0;
        Deque<Batch> open = new ArrayDeque<>();
        open.push(begin(new Batch(model, rows), hard));
        while (!open.isEmpty()) {
            Batch batch = open.element();
            Referring referring = referring(batch, hard);
            if (referring.isAll() && referring.isFree()) {
                // Deletes the batch at once, so that the batches of a long chain are not all open.
                open.pop();
                count += remove(batch);
            }
            referring.batches().forEach(other -> open.push(begin(other, hard)));
        }
        return count;
    }

    /** Adds more rows of a chain to the batch, and removes the references between them and from other rows. */
    private Batch begin(Batch first, boolean hard) {
        SyncableModel model = first.model();
        Set<Object> all = new LinkedHashSet<>(first.keys());
        List<Object> last = first.keys();
        while (!last.isEmpty() && all.size() < PAGE) {
            List<Object> next = new ArrayList<>();
            for (Member reference : model.ownReferences()) {
                referring(model, reference, last).stream().filter(all::add).forEach(next::add);
            }
            last = next;
        }
        Batch batch = new Batch(model, List.copyOf(all));
        note(model, batch.keys().subList(first.keys().size(), all.size()), hard);
        detach(batch);
        for (SyncableModel referring : models.inOrder(profile)) {
            for (CollectionMember link : referring.links()) {
                if (link.refersTo(model)) {
                    // A record that only lists it stays, without the link.
                    CollectionRows rows = new CollectionRows(session, referring, link);
                    if (!reach.equals(Filter.EVERYTHING) || wiped != null) {
                        rows.eachOwner(batch.keys(), owners -> checkReach(referring, owners, "lists"));
                    }
                    rows.unlink(batch.keys(), keys, owners -> raiseVersions(referring, owners));
                }
            }
        }
        return batch;
    }

    /** Raises the versions of rows that lose a link, so that transactions that have read them before notice it. */
    private void raiseVersions(SyncableModel model, List<Object> rows) {
        EntityVersionMapping version = model.persister().getVersionMapping();
        if (version == null || !model.persister().isMutable()) {
            return;
        }
        String attribute = version.getVersionAttribute().getAttributeName();
        change("update versioned " + model.entityName() + " e set e." + attribute + " = e." + attribute, model, rows);
    }

    private void detach(Batch batch) {
        batch.model().references().forEach(reference -> detach(batch.model(), reference, batch.keys(), List.of()));
    }

    /**
     * Frees the rows to which these refer, so that rows may refer to each other, even in a circle: some databases check
     * references row by row. Sets the reference to null or, if it is required and leads to its own kind, to a row that
     * stays.
     *
     * @param targets rows that do not stay either
     * @return whether this is possible for the reference
     */
    private boolean detach(SyncableModel model, Member reference, List<Object> rows, List<Object> targets) {
        boolean isOptional = models.isDeferrable(model, reference);
        if (!isOptional && !reference.refersTo(model)) {
            return false;
        }
        Set<Object> going = new HashSet<>(rows);
        going.addAll(targets);
        Object other = isOptional ? null : other(model, going);
        if (!reference.isUpdated()) {
            Map<Object, @Nullable Object> values = new HashMap<>();
            rows.forEach(key -> values.put(key, isOptional ? null : new RowKey(other == null ? key : other)));
            new EntityWriter(session, model, keys).writeMember(session, reference, values);
            return true;
        }
        Selection target = reference.selection();
        String set = isOptional
                ? "e." + reference.attribute() + " = null"
                : other == null ? target.set("e", model.key().selection()) : target.set("e", "other");
        change(
                "update " + model.entityName() + " e set " + set,
                model,
                target.isPresent("e") + " and ",
                rows,
                query -> other == null ? query : target.bind(query, "other", other));
        return true;
    }

    /** Returns the key of a row that is not among these; null if there is none. */
    private @Nullable Object other(SyncableModel model, Set<Object> going) {
        Selection key = model.key().selection();
        return session.createSelectionQuery(
                        "select " + key.select("e") + " from " + model.entityName() + " e where " + model.ownRows()
                                + " order by " + key.order("e"),
                        Object.class)
                .setMaxResults(going.size() + 1)
                .getResultStream()
                .filter(row -> !going.contains(row))
                .findFirst()
                .orElse(null);
    }

    private int change(String statement, SyncableModel model, List<Object> rows) {
        return change(statement, model, "", rows, query -> query);
    }

    /** Changes rows by a statement of the library, which is not captured. */
    private int change(
            String statement,
            SyncableModel model,
            String condition,
            List<Object> rows,
            UnaryOperator<MutationQuery> bound) {
        return IdList.changeAll(
                session,
                statement + " where " + condition + model.key().selection().compared("e"),
                rows,
                query -> bound.apply(query).setComment(BulkPlans.OWN));
    }

    private long remove(Batch batch) {
        SyncableModel model = batch.model();
        if (changes.isRead()) {
            changes.deleted(model, keys.present(model.entityClass(), batch.keys()));
        }
        if (model.persister().hasWhereRestrictions()) {
            return hide(batch);
        }
        List<?> told = listeners.before(model, batch.keys());
        long count = change("delete from " + model.entityName() + " e", model, batch.keys());
        listeners.after(told);
        return count;
    }

    /** Deletes rows by the entity's own SQL, which hides them. Hibernate uses it for entities only. */
    private long hide(Batch batch) {
        SyncableModel model = batch.model();
        List<?> entities = IdList.select(
                session,
                "select e from " + model.entityName() + " e where "
                        + model.key().selection().compared("e"),
                model.entityClass(),
                batch.keys());
        Rows.<Object>batched(session, entities, entity -> OwnWrites.run(entity, () -> session.delete(entity)));
        return entities.size();
    }

    private void lockUnchanged(SyncableModel model, List<Object> rows) {
        lock(model, rows).stream().findFirst().ifPresent(key -> {
            throw new MorangoException(changedHere(model, key));
        });
    }

    /**
     * Locks rows, so that nobody changes them before they are deleted. Returns the keys of those that were changed
     * before, and must not be deleted.
     */
    Set<Object> lock(SyncableModel model, List<Object> rows) {
        RowLocks.take(session, model.persister(), rows);
        NotedRows noted = outbox.changesOf(profile, models.related(model), texts(rows));
        List<Object> changed =
                rows.stream().filter(key -> noted.isChanged(KeyCodec.text(key))).toList();
        // A row that was deleted here as well, after it was changed, is in nobody's way.
        return keys.present(model.entityClass(), changed);
    }

    static String changedHere(SyncableModel model, Object key) {
        return model.name() + " " + KeyCodec.text(key) + " has just been changed here";
    }

    private static List<String> texts(Collection<Object> rows) {
        return rows.stream().map(KeyCodec::text).toList();
    }

    /** Returns about a page of the rows that refer to a batch. */
    private Referring referring(Batch batch, boolean hard) {
        List<Batch> found = new ArrayList<>();
        int size = 0;
        boolean isFree = true;
        for (SyncableModel model : models.inOrder(profile)) {
            for (Member reference : model.references()) {
                if (size < PAGE && reference.refersTo(batch.model())) {
                    List<Object> rows = referring(model, reference, batch.keys());
                    if (!rows.isEmpty()) {
                        size += rows.size();
                        note(model, rows, hard);
                        found.add(new Batch(model, rows));
                        isFree &= detach(model, reference, rows, batch.keys());
                    }
                }
            }
        }
        return new Referring(found, size < PAGE, isFree);
    }

    private List<Object> referring(SyncableModel referring, Member reference, List<Object> rows) {
        // H2 may find a row twice if an id is listed more than once.
        List<Object> found = IdList.select(
                        session,
                        "select " + referring.key().selection().select("e") + " from "
                                + reference.selection().rows(referring.entityName(), "e") + " where "
                                + isOther(referring, reference)
                                + reference.selection().compared("e"),
                        Object.class,
                        rows,
                        query -> query.setMaxResults(PAGE))
                .stream()
                .distinct()
                .toList();
        if (!found.isEmpty()) {
            lockUnchanged(referring, found);
            checkReach(referring, found, "refers to");
        }
        return found;
    }

    /** Leaves out rows that refer to themselves. */
    private static String isOther(SyncableModel model, Member reference) {
        return reference.refersTo(model) && !reference.nullable()
                ? "not " + reference.selection().equal("e", model.key().selection()) + " and "
                : "";
    }

    private void checkReach(SyncableModel referring, List<Object> rows, String verb) {
        if (wiped != null) {
            checkWiped(wiped, referring, rows, verb);
        } else if (!reach.equals(Filter.EVERYTHING)) {
            StoreRecords.partitions(
                            session, keys.ids(referring.entityClass(), rows).values())
                    .forEach((id, partition) -> {
                        if (!reach.contains(partition)) {
                            throw outOfReach(referring, id, verb);
                        }
                    });
        }
    }

    private void checkWiped(Predicate<String> partitions, SyncableModel referring, List<Object> rows, String verb) {
        Map<Object, String> ids = keys.ids(referring.entityClass(), rows);
        Map<String, String> known = StoreRecords.partitions(session, ids.values());
        for (Object row : rows) {
            String partition = known.get(ids.getOrDefault(row, ""));
            if (partition == null || !partitions.test(partition)) {
                throw new MorangoException(referring.name() + " " + KeyCodec.text(row) + " " + verb + " it, and stays");
            }
        }
    }

    /**
     * Returns the exception for a row out of reach: a peer that may delete a record need not be allowed to change
     * everything that refers to it.
     */
    private static MorangoException outOfReach(SyncableModel referring, String id, String verb) {
        return new MorangoException(referring.name() + " " + id + " " + verb
                + " it, and is in a partition to which the transfer that brought the deletion does not reach; the deletion waits"
                + " until that " + referring.name() + " is deleted too, or " + verb + " something else");
    }

    private void note(SyncableModel model, List<Object> rows, boolean hard) {
        if (wiped == null) {
            outbox.addKeys(profile, model.name(), kind(hard), texts(rows));
        }
    }

    /** Returns how a deletion is noted that has to travel from here. */
    static Outbox.Kind kind(boolean hard) {
        return hard ? Outbox.Kind.HARD_DELETED : Outbox.Kind.DELETED;
    }
}
