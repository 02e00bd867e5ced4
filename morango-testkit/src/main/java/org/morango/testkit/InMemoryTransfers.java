package org.morango.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.SyncRecord;
import org.morango.replica.ContentDigest;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.OutsideFilterException;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.Recipient;
import org.morango.replica.StageWatch;
import org.morango.replica.UnsentCounts;
import org.morango.session.TransferSession;

/** Queues and buffers of an {@link InMemoryReplica}'s transfers. */
abstract class InMemoryTransfers extends InMemoryInstance {
    InMemoryTransfers(String instanceId, Random random) {
        super(instanceId, random);
    }

    public long queue(String transferId, String profile, PartitionCounters missing, ModelSet models) {
        synchronized (lock) {
            List<String> ids = store.values().stream()
                    .map(Stored::content)
                    .filter(r -> r.profile().equals(profile)
                            && models.contains(r.modelName())
                            && missing.matches(r.partition(), r.version()))
                    .map(SyncRecord::id)
                    .toList();
            queues.put(transferId, ids);
            StageWatch.tell(ids.size());
            return ids.size();
        }
    }

    public boolean hasAny(String profile, PartitionCounters missing, ModelSet models) {
        synchronized (lock) {
            return store.values().stream()
                    .map(Stored::content)
                    .anyMatch(r -> r.profile().equals(profile)
                            && models.contains(r.modelName())
                            && missing.matches(r.partition(), r.version()));
        }
    }

    public abstract Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer);

    /** Counts without times, which this replica does not note. */
    public UnsentCounts unsent(String profile, List<Recipient> recipients) {
        synchronized (lock) {
            Map<String, Long> changes = new TreeMap<>();
            rows.values().stream().filter(Row::dirty).forEach(row -> changes.merge(row.modelName(), 1L, Long::sum));
            tombstones.keySet().stream()
                    .filter(store::containsKey)
                    .map(id -> Objects.requireNonNull(store.get(id)).content().modelName())
                    .forEach(model -> changes.merge(model, 1L, Long::sum));
            Predicate<SyncRecord> isNowhere = rec -> recipients.isEmpty()
                    || (recipients.stream().anyMatch(recipient -> lacks(recipient, rec))
                            && recipients.stream().noneMatch(recipient -> has(recipient, rec)));
            return new UnsentCounts(
                    changes,
                    null,
                    counted(profile, isNowhere),
                    recipients.stream()
                            .map(recipient -> counted(profile, rec -> lacks(recipient, rec)))
                            .toList());
        }
    }

    private UnsentCounts.Records counted(String profile, Predicate<SyncRecord> which) {
        Map<String, Long> counts = new TreeMap<>();
        store.values().stream()
                .map(Stored::content)
                .filter(rec -> rec.profile().equals(profile) && which.test(rec))
                .forEach(rec -> counts.merge(rec.modelName(), 1L, Long::sum));
        return new UnsentCounts.Records(counts, null);
    }

    private boolean lacks(Recipient recipient, SyncRecord rec) {
        PartitionCounters held = fsic(recipient.filter(), FsicRole.SENDER, FsicFormat.V2, "")
                .expand(recipient.filter())
                .plus(PartitionCounters.flat(recipient.filter(), Map.of(instance.id(), counter)));
        return recipient.models().contains(rec.modelName())
                && recipient.filter().contains(rec.partition())
                && held.diff(recipient.held()).matches(rec.partition(), rec.version())
                && !has(recipient, rec);
    }

    private static boolean has(Recipient recipient, SyncRecord rec) {
        return recipient.models().contains(rec.modelName()) && recipient.held().cover(rec.partition(), rec.version());
    }

    public void queue(String transferId, List<String> ids) {
        synchronized (lock) {
            queues.put(transferId, List.copyOf(ids));
        }
    }

    public List<ContentDigest> contents(
            String profile, Filter filter, ModelSet models, String after, String through, int limit) {
        synchronized (lock) {
            return store.values().stream()
                    .map(Stored::content)
                    .filter(r -> r.profile().equals(profile)
                            && filter.contains(r.partition())
                            && models.contains(r.modelName()))
                    .filter(r -> r.id().compareTo(after) > 0 && (through.isEmpty() || r.id().compareTo(through) <= 0))
                    .limit(limit)
                    .map(r -> ContentDigest.of(r.id(), r.version(), r.deleted(), r.hardDeleted(), r.serialized()))
                    .toList();
        }
    }

    public Optional<String> takeContentCheck(Instant now, Duration interval) {
        synchronized (lock) {
            boolean isDue =
                    checked != null && Duration.between(checked, now).abs().compareTo(interval) >= 0;
            checked = checked == null || isDue ? now : checked;
            return isDue ? Optional.of(checkedThrough) : Optional.empty();
        }
    }

    public void contentsChecked(String through) {
        synchronized (lock) {
            checkedThrough = through;
        }
    }

    public long unqueue(String transferId, long offset) {
        synchronized (lock) {
            List<String> ids = new ArrayList<>(queues.getOrDefault(transferId, List.of()));
            String last = ids.remove(ids.size() - 1);
            if (offset < ids.size()) {
                ids.set((int) offset, last);
            }
            queues.put(transferId, ids);
            return ids.size();
        }
    }

    public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
        Filter filter =
                sessions.transfer(transferId).map(TransferSession::filter).orElse(Filter.EVERYTHING);
        synchronized (lock) {
            List<SyncRecord> chunk = new ArrayList<>();
            long size = 0;
            for (String id : queues.getOrDefault(transferId, List.of()).stream()
                    .skip(offset)
                    .limit(limit)
                    .toList()) {
                SyncRecord next = Objects.requireNonNull(store.get(id)).content();
                if (!filter.contains(next.partition())) {
                    throw new OutsideFilterException(next);
                }
                size += RecordJson.size(next);
                if (size > characters && !chunk.isEmpty()) {
                    break;
                }
                chunk.add(next);
            }
            return chunk;
        }
    }

    public long buffer(String transferId, List<SyncRecord> chunk) {
        synchronized (lock) {
            if (!chunk.isEmpty()) {
                Map<String, List<SyncRecord>> chunks = buffers.computeIfAbsent(transferId, t -> new LinkedHashMap<>());
                chunks.put(chunk.get(0).id(), List.copyOf(chunk));
            }
            return received(transferId);
        }
    }

    private long received(String transferId) {
        return dequeued.getOrDefault(transferId, 0L)
                + buffers.getOrDefault(transferId, Map.of()).values().stream()
                        .mapToLong(List::size)
                        .sum();
    }

    /** Fails unless all records that the transfer counts as received are here. */
    void checkComplete(String transferId) {
        long received = sessions.transfer(transferId)
                .map(TransferSession::recordsTransferred)
                .orElse(0L);
        long there = received(transferId);
        if (there < received) {
            throw ReceivedDataLostException.missing(transferId, received, there);
        }
    }

    public void discard(String transferId) {
        synchronized (lock) {
            queues.remove(transferId);
            buffers.remove(transferId);
            dequeued.remove(transferId);
            evidence.remove(transferId);
        }
    }
}
