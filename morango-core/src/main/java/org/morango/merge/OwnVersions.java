package org.morango.merge;

import org.jspecify.annotations.Nullable;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/**
 * What others may say that this instance has saved of a record: what its own store knows of that record, as each version that
 * an instance saves goes into its own store first. See docs/protocol.md, "Merging".
 */
public final class OwnVersions {
    private OwnVersions() {}

    /** Whether a received record says that it is a version which this instance has never saved. */
    public static boolean isInvented(@Nullable SyncRecord local, SyncRecord incoming, String own) {
        return incoming.version().instance().equals(own) && incoming.version().counter() > saved(local, own);
    }

    /** A received record whose history knows no more of this instance than there is. */
    public static SyncRecord bounded(@Nullable SyncRecord local, SyncRecord incoming, String own) {
        var history = incoming.history().atMost(new RecordVersion(own, saved(local, own)));
        return history == incoming.history() ? incoming : incoming.withHistory(history);
    }

    private static long saved(@Nullable SyncRecord local, String own) {
        return local == null ? 0 : local.history().counter(own);
    }
}
