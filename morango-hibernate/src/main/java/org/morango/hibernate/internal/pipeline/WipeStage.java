package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.LeavingRow;
import org.morango.hibernate.internal.store.LeftCounters;
import org.morango.hibernate.internal.store.LeftPartitions;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Renewal;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;

/**
 * Removes the rows and records of partitions that this database has left, without deleting them for others: nothing is
 * noted, and no record says that it is deleted. A row stays, with its record, if a row that stays refers to it, or if it
 * was changed since it was serialized.
 */
public final class WipeStage {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;
    private final String profile;
    private final LeftPartitions left;
    private final Map<String, String> stayed = new LinkedHashMap<>();

    private WipeStage(
            StatelessSession session, SyncableModels models, ChangeLog changes, String profile, LeftPartitions left) {
        this.session = session;
        this.models = models;
        this.changes = changes;
        this.profile = profile;
        this.left = left;
    }

    /**
     * Result of a page.
     *
     * @param isLast whether there are no more
     * @param removed number of removed records
     * @param stayed the ids of records that stay, with the reasons
     */
    public record Page(boolean isLast, long removed, Map<String, String> stayed) {}

    /**
     * Forgets the counters of what is left, so that it is fetched again after a return. Becomes another instance: the
     * former one's counter would say that everything it has saved there is here.
     *
     * @param kept what the certificates cover that this database keeps, of all profiles
     */
    public static void forget(
            StatelessSession session,
            RandomGenerator random,
            SyncableModels models,
            LeavingRow leaving,
            Set<String> kept) {
        LeftPartitions left = leaving.partitions();
        RecordVersion former = InstanceCounter.current(session);
        Set<String> remaining = new TreeSet<>(kept);
        remaining.removeIf(left::isTouchedBy);
        for (String profile : models.profiles()) {
            SavedVersions.after(
                    session,
                    profile,
                    former.instance(),
                    0,
                    PartitionPredicate.of("s.partition", Filter.EVERYTHING),
                    saved -> {
                        if (!left.contains(saved.partition())
                                && remaining.stream().noneMatch(saved.partition()::startsWith)) {
                            remaining.add(saved.partition());
                        }
                    });
        }
        LeftCounters.forget(session, left, former, remaining);
        Renewal.left(session, random);
        leaving.forgotten = true;
        session.update(leaving);
    }

    /** Removes a page of records. */
    public static Page run(StatelessSession session, SyncableModels models, ChangeLog changes, LeavingRow leaving) {
        return new WipeStage(session, models, changes, leaving.profile, leaving.partitions()).run(leaving);
    }

    private Page run(LeavingRow leaving) {
        PartitionPredicate inside = PartitionPredicate.of("s.partition", left.left());
        List<StoreRow> page = inside.bind(session.createSelectionQuery(
                        "select s from MorangoStoreRow s where s.id" + IdJavaType.above(leaving.lastRecord)
                                + ":after and s.profile = :profile and " + inside.text() + " order by s.id",
                        StoreRow.class))
                .setParameter("after", IdJavaType.orLowest(leaving.lastRecord))
                .setParameter("profile", profile)
                .setMaxResults(PAGE)
                .getResultList();
        Map<String, List<StoreRow>> byModel = page.stream()
                .filter(row -> left.contains(row.partition))
                .collect(Collectors.groupingBy(row -> row.modelName));
        List<SyncableModel> known = new ArrayList<>(models.inOrder(profile));
        Collections.reverse(known);
        known.forEach(model -> deleteRows(model, byModel.getOrDefault(model.name(), List.of())));
        long removed = 0;
        for (Map.Entry<String, List<StoreRow>> rows : byModel.entrySet()) {
            removed += removeRecords(rows.getKey(), rows.getValue());
        }
        if (!page.isEmpty()) {
            leaving.lastRecord = page.get(page.size() - 1).id;
            session.update(leaving);
        }
        return new Page(page.size() < PAGE, removed, stayed);
    }

    private void deleteRows(SyncableModel model, List<StoreRow> records) {
        Map<String, Object> keys = PageKeys.linked(
                model,
                records.stream()
                        // The row of a record that has moved belongs to the one that continues it.
                        .filter(row ->
                                !row.deleted || !Succession.of(row.serialized()).hasMoved())
                        .toList());
        if (keys.isEmpty()) {
            return;
        }
        Set<Object> changed = deletions(session).lock(model, List.copyOf(keys.values()));
        List<String> free = new ArrayList<>();
        keys.forEach((id, key) -> {
            if (changed.contains(key)) {
                stayed.put(id, Deletions.changedHere(model, key));
            } else {
                free.add(id);
            }
        });
        new SafeWrites(session, changes)
                .write(
                        free,
                        (own, part) -> deletions(own)
                                .deleteLocked(
                                        model,
                                        part.stream()
                                                .map(id -> Objects.requireNonNull(keys.get(id)))
                                                .toList(),
                                        false),
                        SafeWrites.Diagnosis.none(),
                        (id, reason) -> stayed.put(id, reason.text()));
    }

    private Deletions deletions(StatelessSession own) {
        return Deletions.wiping(own, models, changes, profile, left::contains);
    }

    private long removeRecords(String modelName, List<StoreRow> records) {
        Set<String> gone = new HashSet<>();
        records.stream()
                .map(row -> row.id)
                .filter(id -> !stayed.containsKey(id))
                .forEach(gone::add);
        IdList.change(session, "delete from MorangoStoreRow s where s.id", gone);
        PendingRecords.remove(session, gone);
        HeldBackRecords.records(session).remove(profile, modelName, gone);
        HeldBackRecords.received(session).remove(profile, modelName, gone);
        return gone.size();
    }
}
