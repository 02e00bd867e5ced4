package org.morango.hibernate.internal.pipeline;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.store.CounterTimes;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.Succession;
import org.morango.merge.WriteScopes;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** The versions that one pass gives to the records of the store. All of them have the same counter. */
final class NewVersions {
    private final StatelessSession session;
    private final ConflictLog conflicts;
    private final Map<String, SyncRecord> purging = new HashMap<>();
    private @Nullable RecordVersion version;

    /** What this database may write, by profile, as far as it was asked for. */
    private final Map<String, WriteScopes> scopes = new HashMap<>();

    NewVersions(StatelessSession session, ConflictLog conflicts) {
        this.session = session;
        this.conflicts = conflicts;
    }

    /** Returns the version of this pass. Its counter is taken with the first change. */
    RecordVersion version() {
        if (version == null) {
            version = InstanceCounter.next(session);
        }
        return version;
    }

    /** Returns whether others take what this database makes of a record. */
    boolean mayChange(StoreRow row) {
        return scopes.computeIfAbsent(row.profile, profile -> HibernateCertificateStore.writeScopes(session, profile))
                .cover(StoreRecords.read(row));
    }

    Merge.Making making() {
        return conflicts.making(version());
    }

    ConflictResolver resolver(StoreRow row) {
        return conflicts.resolver(row.profile, row.modelName);
    }

    private void stamp(StoreRow row) {
        StoreRecords.stamp(row, version());
    }

    /** Returns the content of a new record, with the times of change if its model's strategy uses them. */
    String made(StoreRow row, String serialized) {
        return resolver(row).usesChangeTimes() ? ChangeTimes.made(serialized, version(), making().time()) : serialized;
    }

    /** Returns the content of a changed record, likewise. */
    String changed(StoreRow row, String before, String serialized) {
        return resolver(row).usesChangeTimes()
                ? ChangeTimes.changed(before, serialized, version(), making().time())
                : serialized;
    }

    /** Returns the contents from which a record is made that is changed now. */
    @Nullable
    String ancestors(StoreRow row) {
        return resolver(row).usesAncestor()
                ? Ancestors.decode(row.ancestors)
                        .beforeChange(StoreRecords.read(row), version().instance())
                        .encode()
                : null;
    }

    /** Gives a record a content of a row, under this pass's version. It is not deleted any longer. */
    void take(StoreRow row, RecordContent content, String serialized) {
        row.place(content.sourceId(), content.partition());
        row.selfReference(content.selfReference());
        row.serialized(serialized);
        row.deleted = false;
        row.hardDeleted = false;
        row.successor = null;
        stamp(row);
    }

    /** Deletes a record. */
    void delete(StoreRow row, boolean hard) {
        if (hard) {
            purge(row, "{}");
            return;
        }
        row.deleted = true;
        row.ancestors = null;
        if (resolver(row).usesChangeTimes()) {
            row.serialized(ChangeTimes.deleted(row.serialized(), making().time()));
        }
        stamp(row);
        if (row.hardDeleted) {
            noteReplaced(row);
        }
    }

    /** Hard-deletes a record that moves, with the name of the one that continues it. */
    void moveAway(StoreRow row, StoreRow successor) {
        Succession succession = Succession.of(row.serialized()).movedTo(List.of(successor.id));
        row.successor = successor.id;
        purge(row, succession.deletedContent());
    }

    /** Makes a version of a living record that names no successors, because those lead back to it. */
    void comeBack(StoreRow row) {
        row.successor = null;
        row.serialized(Succession.continuing(
                row.serialized(), Succession.of(row.serialized()).predecessor()));
        stamp(row);
    }

    private void purge(StoreRow row, String content) {
        row.deleted = true;
        row.hardDeleted = true;
        row.serialized(content);
        row.conflictingData("");
        row.ancestors = null;
        row.adapted = null;
        stamp(row);
        noteReplaced(row);
    }

    /** Notes that nothing of the earlier contents of a record may stay anywhere in this database. */
    void noteReplaced(StoreRow row) {
        purging.put(row.id, StoreRecords.read(row));
    }

    /**
     * Removes the earlier contents of hard-deleted records, and announces the counter of this pass.
     *
     * @param oldest when the oldest of the changes was made; null if that is not known
     */
    void close(Filter filter, @Nullable Instant oldest) {
        ReceivedChunks.purge(session, null, purging);
        if (version != null) {
            CounterTimes.add(session, version.counter(), oldest == null ? making().time() : oldest);
        }
        Announcement.make(session, filter, version);
    }
}
