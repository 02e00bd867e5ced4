package org.morango.testkit;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.merge.Ancestors;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.HeldBack;
import org.morango.replica.SyncLog;

/** Data of an {@link InMemoryReplica}, and the application's access to it. */
abstract class InMemoryTables {
    final Object lock = new Object();
    final Random random;
    private boolean hasOwnKeys;
    volatile Predicate<String> models = model -> true;
    final InMemorySessionStore sessions = new InMemorySessionStore();
    final InMemorySyncLog syncLog;
    final TreeMap<String, Row> rows = new TreeMap<>();
    final TreeMap<String, Tombstone> tombstones = new TreeMap<>();
    final TreeMap<String, Stored> store = new TreeMap<>();
    final Map<String, List<String>> queues = new HashMap<>();
    final Map<String, Map<String, List<SyncRecord>>> buffers = new HashMap<>();
    /** Number of records merged so far, by transfer. */
    final Map<String, Long> dequeued = new HashMap<>();

    InMemoryMaxCounters maxCounters = new InMemoryMaxCounters();
    final TreeMap<String, HeldBack> heldBack = new TreeMap<>();
    long counter;
    long counterAtStart;
    int renewals;
    /** When contents were last compared with a peer's. */
    @Nullable
    Instant checked;

    String checkedThrough = "";
    /** Evidence of the records merged so far, by transfer. */
    final Map<String, String> evidence = new HashMap<>();

    /**
     * A row of the application's table.
     *
     * @param dirty whether its content is not in the store yet
     * @param known whether it has been serialized, or was received
     */
    record Row(String modelName, String sourceId, String partition, String content, boolean dirty, boolean known) {}

    /** Mark of a deleted row until the store has the deletion. */
    record Tombstone(boolean hard) {}

    /** A record of the store; dirty if its content is not in the application's table yet. */
    record Stored(SyncRecord content, boolean dirty, Ancestors ancestors) {
        Stored(SyncRecord content, boolean dirty) {
            this(content, dirty, Ancestors.NONE);
        }
    }

    InMemoryTables(Random random) {
        this.random = random;
        this.syncLog = new InMemorySyncLog(random);
    }

    /**
     * Sets the models that the application has; by default it has all. Records of other models stay in the store and
     * are passed on.
     */
    public void knowModels(Predicate<String> names) {
        models = names;
    }

    /**
     * Gives rows keys of their own. A row becomes a record when it is serialized. If it is deleted before, no record is
     * deleted.
     */
    public void useOwnKeys() {
        hasOwnKeys = true;
    }

    /** Returns the stored record of a row; null if there is none, or if another record has taken the row's id. */
    final @Nullable Stored ofRow(String id, Row row) {
        Stored stored = store.get(id);
        boolean isRow = stored != null
                && stored.content().modelName().equals(row.modelName())
                && stored.content().partition().equals(row.partition())
                && stored.content().sourceId().equals(row.sourceId());
        return isRow ? stored : null;
    }

    /**
     * Inserts or changes a row of the application.
     *
     * @param sourceId null for a random one
     * @param partition may hold <code>${id}</code>
     * @param content a JSON object
     * @return the row's id
     */
    public String put(String modelName, @Nullable String sourceId, String partition, String content) {
        synchronized (lock) {
            String source = sourceId == null ? Ids.random(random) : sourceId;
            String id = Ids.recordId(partition, source, modelName);
            Row before = rows.get(id);
            boolean isKnown = before != null && before.known();
            rows.put(id, new Row(modelName, source, Ids.partition(partition, id), Content.row(content), true, isKnown));
            if (!hasOwnKeys) {
                forgetDeletion(id);
            }
            return id;
        }
    }

    /** Returns whether a row has nothing to do with its record yet, because it has a key of its own. */
    final boolean isAnother(Row row) {
        return hasOwnKeys && !row.known();
    }

    /** Forgets the deletion of a row that was made again. */
    private void forgetDeletion(String id) {
        // A hard deletion stays noted: the earlier content still has to be purged.
        tombstones.computeIfPresent(id, (same, tombstone) -> tombstone.hard() ? tombstone : null);
    }

    /** Forgets the deletions of rows that have become the same records as the deleted ones. */
    final void forgetDeletions() {
        List.copyOf(tombstones.keySet()).stream().filter(rows::containsKey).forEach(this::forgetDeletion);
    }

    /** Deletes a row of the application. */
    public void delete(String id) {
        remove(id, false);
    }

    /** Deletes a row of the application and its content on every peer. */
    public void hardDelete(String id) {
        remove(id, true);
    }

    static SyncRecord restamped(SyncRecord rec, String old, long since, RecordVersion version) {
        return stamped(rec, rec.history().atMost(new RecordVersion(old, since)), version);
    }

    static SyncRecord stamped(SyncRecord rec, RecordHistory history, RecordVersion version) {
        return new SyncRecord(
                rec.id(),
                rec.profile(),
                rec.modelName(),
                rec.sourceId(),
                rec.partition(),
                rec.serialized(),
                rec.deleted(),
                rec.hardDeleted(),
                version,
                rec.conflictingData(),
                rec.selfReference(),
                history.with(version));
    }

    private void remove(String id, boolean hard) {
        synchronized (lock) {
            Row row = rows.remove(id);
            if (row == null) {
                throw missing(id);
            }
            if (!isAnother(row)) {
                tombstones.merge(id, new Tombstone(hard), (one, other) -> one.hard() ? one : other);
            }
        }
    }

    private static MorangoException missing(String id) {
        return new MorangoException("There is no row " + id + ".", Map.of("record", id));
    }

    /** Returns the contents of the application's rows by id, each with its members sorted. */
    public SortedMap<String, String> rows() {
        synchronized (lock) {
            SortedMap<String, String> contents = new TreeMap<>();
            rows.forEach((id, row) -> contents.put(id, row.content()));
            return contents;
        }
    }

    /** Returns the store's records by id. */
    public SortedMap<String, SyncRecord> store() {
        synchronized (lock) {
            SortedMap<String, SyncRecord> records = new TreeMap<>();
            store.forEach((id, stored) -> records.put(id, stored.content()));
            return records;
        }
    }

    /** Notes records of the store as held back. */
    public void holdBack(Collection<HeldBack> records) {
        synchronized (lock) {
            records.forEach(held -> heldBack.put(held.id(), held));
        }
    }

    /** Returns the records of the store that are held back, by id. */
    public SortedMap<String, HeldBack> heldBack() {
        synchronized (lock) {
            return new TreeMap<>(heldBack);
        }
    }

    /** Returns the partition of a row of the application. */
    public String partition(String id) {
        synchronized (lock) {
            Row row = rows.get(id);
            if (row == null) {
                throw missing(id);
            }
            return row.partition();
        }
    }

    /** Returns the ids of the transfers that have queued or buffered records. */
    public Set<String> heldTransfers() {
        synchronized (lock) {
            Set<String> held = new TreeSet<>(queues.keySet());
            held.addAll(buffers.keySet());
            return held;
        }
    }

    /** Copy of everything but the certificates. */
    public static final class Backup {
        private final Map<String, Row> rows;
        private final Map<String, Tombstone> tombstones;
        private final Map<String, Stored> store;
        private final InMemoryMaxCounters maxCounters;
        private final long counter;
        private final int renewals;
        private final Map<String, String> evidence;
        private final Map<String, List<String>> queues;
        private final Map<String, Map<String, List<SyncRecord>>> buffers = new HashMap<>();
        private final Map<String, Long> dequeued;
        private final InMemorySessionStore sessions;
        private final Map<String, SyncLog.Entry> syncLog;

        private Backup(InMemoryTables of) {
            this.rows = Map.copyOf(of.rows);
            this.tombstones = Map.copyOf(of.tombstones);
            this.store = Map.copyOf(of.store);
            this.maxCounters = of.maxCounters.duplicate();
            this.counter = of.counter;
            this.renewals = of.renewals;
            this.evidence = Map.copyOf(of.evidence);
            this.queues = Map.copyOf(of.queues);
            of.buffers.forEach((transfer, chunks) -> buffers.put(transfer, new LinkedHashMap<>(chunks)));
            this.dequeued = Map.copyOf(of.dequeued);
            this.sessions = of.sessions.copy();
            this.syncLog = of.syncLog.copy();
        }
    }

    /** Returns a copy of everything but the certificates. */
    public Backup backup() {
        synchronized (lock) {
            return new Backup(this);
        }
    }

    /** Restores the state of this database at the time of the copy. */
    public void restore(Backup backup) {
        synchronized (lock) {
            rows.clear();
            rows.putAll(backup.rows);
            tombstones.clear();
            tombstones.putAll(backup.tombstones);
            store.clear();
            store.putAll(backup.store);
            maxCounters = backup.maxCounters.duplicate();
            counter = backup.counter;
            counterAtStart = counter;
            renewals = backup.renewals;
            evidence.clear();
            evidence.putAll(backup.evidence);
            queues.clear();
            queues.putAll(backup.queues);
            buffers.clear();
            backup.buffers.forEach((transfer, chunks) -> buffers.put(transfer, new LinkedHashMap<>(chunks)));
            dequeued.clear();
            dequeued.putAll(backup.dequeued);
            sessions.restore(backup.sessions);
            syncLog.restore(backup.syncLog);
        }
    }

    /** Returns the database max counters by partition and instance. */
    public Map<String, Map<String, Long>> maxCounters() {
        synchronized (lock) {
            return maxCounters.copy();
        }
    }

    /** Returns the ids of the pending records. */
    public List<String> dirtyRecords() {
        synchronized (lock) {
            return Collections.unmodifiableList(store.entrySet().stream()
                    .filter(e -> e.getValue().dirty())
                    .map(Map.Entry::getKey)
                    .toList());
        }
    }
}
