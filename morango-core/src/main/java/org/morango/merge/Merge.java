package org.morango.merge;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.merge.MergeResult.Outcome;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/**
 * Merges a received record into the local store. Protocol section 7.
 *
 * <p>In a conflict the local content stays and the received content is kept beside it, in front of what earlier
 * conflicts left there; a received hard delete empties both. Conflicting data of the received record's own is dropped.
 */
public final class Merge {
    private Merge() {}

    /**
     * Merges one record.
     *
     * @param local the store's record, if it has one
     * @param incoming the received record
     * @param newVersion this instance with a counter it never used before; used only in a conflict
     * @throws MorangoException if the two records have different ids
     */
    public static MergeResult merge(@Nullable SyncRecord local, SyncRecord incoming, RecordVersion newVersion) {
        if (local == null) {
            return new MergeResult(Outcome.NEW, incoming);
        }
        if (!local.id().equals(incoming.id())) {
            throw new MorangoException(
                    "Only records of one id can be merged", Map.of("record", local.id(), "incoming", incoming.id()));
        }
        if (local.history().knows(incoming.version())) {
            return new MergeResult(Outcome.ALREADY_KNOWN, local);
        }
        RecordHistory both = local.history().max(incoming.history());
        if (incoming.history().knows(local.version())) {
            return new MergeResult(Outcome.FAST_FORWARD, incoming.withHistory(both));
        }
        return new MergeResult(Outcome.CONFLICT, conflict(local, incoming, newVersion, both.with(newVersion)));
    }

    private static SyncRecord conflict(
            SyncRecord local, SyncRecord incoming, RecordVersion newVersion, RecordHistory history) {
        boolean empty = incoming.hardDeleted();
        return new SyncRecord(
                local.id(),
                local.profile(),
                local.modelName(),
                local.sourceId(),
                local.partition(),
                empty ? "" : local.serialized(),
                local.deleted() || incoming.deleted(),
                local.hardDeleted() || incoming.hardDeleted(),
                newVersion,
                empty ? "" : incoming.serialized() + "\n" + local.conflictingData(),
                local.selfReference(),
                history);
    }
}
