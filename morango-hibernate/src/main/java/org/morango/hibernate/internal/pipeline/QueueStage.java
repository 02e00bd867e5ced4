package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.QueueRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TransferSessionRow;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.SyncRecord;
import org.morango.replica.OutsideFilterException;
import org.morango.replica.StageWatch;

/**
 * Queues the records that the receiver lacks: only their ids, a thousand in a row, in a stable order. Content and
 * history are read when a chunk is sent; a later version than the queued one is always safe to send.
 */
public final class QueueStage {
    private static final int PAGE = 1_000;
    private static final int ID_LENGTH = 32;
    private static final int MAX_PREDICATES = 20;
    private static final int DISCARDED = 50;

    private final StatelessSession session;
    private final String transferId;
    private final List<String> pending = new ArrayList<>(PAGE);
    private long queued;

    private QueueStage(StatelessSession session, String transferId) {
        this.session = session;
        this.transferId = transferId;
    }

    /** Queues the records of a profile, unless the transfer has a queue already, and returns their number. */
    public static long run(
            StatelessSession session, String transferId, String profile, PartitionCounters missing, ModelSet models) {
        QueueStage stage = new QueueStage(session, transferId);
        byInstance(missing)
                .forEach((instance, counters) ->
                        isFound(session, profile, instance, counters, missing, models, stage::isLast));
        stage.write();
        return stage.queued;
    }

    /** Queues these records, unless the transfer has a queue already. */
    public static long run(StatelessSession session, String transferId, List<String> ids) {
        QueueStage stage = new QueueStage(session, transferId);
        ids.forEach(stage::add);
        stage.write();
        return stage.queued;
    }

    /** Returns whether the store has a record of a profile that a receiver lacks. */
    public static boolean isAny(StatelessSession session, String profile, PartitionCounters missing, ModelSet models) {
        return byInstance(missing).entrySet().stream()
                .anyMatch(
                        each -> isFound(session, profile, each.getKey(), each.getValue(), missing, models, id -> true));
    }

    private static Map<String, Map<String, Long>> byInstance(PartitionCounters missing) {
        Map<String, Map<String, Long>> byInstance = new TreeMap<>();
        missing.asMap()
                .forEach((partition, counters) -> counters.forEach((instance, counter) -> byInstance
                        .computeIfAbsent(instance, i -> new TreeMap<>())
                        .put(partition, counter)));
        return byInstance;
    }

    /** Looks at the records last saved by one instance that the receiver lacks. */
    private static boolean isFound(
            StatelessSession session,
            String profile,
            String instance,
            Map<String, Long> counters,
            PartitionCounters missing,
            ModelSet models,
            Predicate<String> isWanted) {
        PartitionPredicate inside = PartitionPredicate.of(
                "s.partition", counters.size() <= MAX_PREDICATES ? List.copyOf(counters.keySet()) : List.of(""));
        return SavedVersions.find(
                session,
                profile,
                instance,
                counters.values().stream().mapToLong(Long::longValue).min().orElse(0),
                inside,
                saved -> models.contains(saved.modelName())
                        && missing.matches(saved.partition(), saved.version())
                        && isWanted.test(saved.id()));
    }

    /** Queues a record; there is always another one to look for. */
    private boolean isLast(String id) {
        add(id);
        return false;
    }

    private void add(String id) {
        pending.add(id);
        if (pending.size() == PAGE) {
            write();
        }
    }

    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        QueueRow row = new QueueRow();
        row.transferId = transferId;
        row.start = queued;
        row.size = pending.size();
        row.recordIds = String.join("", pending);
        session.insert(row);
        queued += pending.size();
        StageWatch.tell(pending.size());
        pending.clear();
    }

    /**
     * Returns a part of the queue as the store holds it now, limited in records and in content.
     *
     * @throws OutsideFilterException if a record is not in the filter of its transfer any more
     */
    public static List<SyncRecord> read(
            StatelessSession session, String transferId, long offset, int limit, long characters) {
        TransferSessionRow transfer = session.get(TransferSessionRow.class, transferId);
        Filter filter = transfer == null ? null : Filter.parse(transfer.filter);
        List<SyncRecord> records = new ArrayList<>();
        long size = 0;
        List<String> ids = ids(session, transferId, offset, limit);
        for (int from = 0; from < ids.size(); from += IdList.SIZE) {
            List<String> part = ids.subList(from, Math.min(ids.size(), from + IdList.SIZE));
            Map<String, StoreRow> rows = StoreRecords.load(session, part);
            for (String id : part) {
                StoreRow row = rows.get(id);
                if (row != null) {
                    SyncRecord next = StoreRecords.read(row);
                    if (filter != null && !filter.contains(next.partition())) {
                        throw new OutsideFilterException(next);
                    }
                    size += RecordJson.size(next);
                    if (size > characters && !records.isEmpty()) {
                        return records;
                    }
                    records.add(next);
                }
            }
        }
        return records;
    }

    private static List<String> ids(StatelessSession session, String transferId, long offset, int limit) {
        List<String> ids = new ArrayList<>();
        for (QueueRow row : session.createSelectionQuery(
                        "select q from MorangoQueueRow q where q.transferId = :transfer and q.start > :begin"
                                + " and q.start < :end order by q.transferId, q.start",
                        QueueRow.class)
                .setParameter("transfer", transferId)
                // The row with the first record begins at most a page before it.
                .setParameter("begin", offset - PAGE)
                .setParameter("end", offset + limit)
                .getResultList()) {
            long from = Math.max(offset, row.start);
            long to = Math.min(offset + limit, row.start + row.size);
            for (long i = from; i < to; i++) {
                int at = (int) (i - row.start) * ID_LENGTH;
                ids.add(row.recordIds.substring(at, at + ID_LENGTH));
            }
        }
        return ids;
    }

    /** Removes a record from the queue. The last one takes its place. Returns the number of records that are left. */
    public static long take(StatelessSession session, String transferId, long offset) {
        QueueRow last = row(session, transferId, Long.MAX_VALUE);
        QueueRow holder = row(session, transferId, offset);
        long end = last == null ? 0 : last.start + last.size;
        if (last == null || holder == null || offset >= end) {
            throw new IllegalArgumentException("Nothing is queued at " + offset + ".");
        }
        int moved = (last.size - 1) * ID_LENGTH;
        String id = last.recordIds.substring(moved);
        QueueRow shorter = last.start == holder.start ? holder : last;
        if (offset < end - 1) {
            int at = (int) (offset - holder.start) * ID_LENGTH;
            holder.recordIds = holder.recordIds.substring(0, at) + id + holder.recordIds.substring(at + ID_LENGTH);
        }
        shorter.recordIds = shorter.recordIds.substring(0, moved);
        shorter.size--;
        if (shorter != holder) {
            session.update(holder);
        }
        if (shorter.size == 0) {
            session.delete(shorter);
        } else {
            session.update(shorter);
        }
        return end - 1;
    }

    /** Returns the row that holds that place, or the last before it. */
    private static @Nullable QueueRow row(StatelessSession session, String transferId, long offset) {
        return session.createSelectionQuery(
                        "select q from MorangoQueueRow q where q.transferId = :transfer and q.start <= :offset"
                                + " order by q.transferId desc, q.start desc",
                        QueueRow.class)
                .setParameter("transfer", transferId)
                .setParameter("offset", offset)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .orElse(null);
    }

    /** Drops a part of the queue; returns whether nothing is left. */
    public static boolean discard(StatelessSession session, String transferId) {
        List<Long> page = session.createSelectionQuery(
                        "select q.start from MorangoQueueRow q where q.transferId = :transfer"
                                + " order by q.transferId, q.start",
                        Long.class)
                .setParameter("transfer", transferId)
                .setMaxResults(DISCARDED)
                .getResultList();
        if (!page.isEmpty()) {
            session.createMutationQuery(
                            "delete from MorangoQueueRow q where q.transferId = :transfer and q.start <= :last")
                    .setParameter("transfer", transferId)
                    .setParameter("last", page.get(page.size() - 1))
                    .executeUpdate();
        }
        return page.size() < DISCARDED;
    }
}
