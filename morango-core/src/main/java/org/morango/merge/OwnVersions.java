package org.morango.merge;

import org.jspecify.annotations.Nullable;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/**
 * The versions of a record that other peers may attribute to this instance: those that its own store knows, because an
 * instance writes each version that it saves into its own store first. See docs/protocol.md, "Merging".
 */
public final class OwnVersions {
    private OwnVersions() {}

    /** Returns whether a received record claims to be a version that this instance has never saved. */
    public static boolean isInvented(@Nullable SyncRecord local, SyncRecord incoming, String own) {
        return incoming.version().instance().equals(own) && incoming.version().counter() > saved(local, own);
    }

    /** Returns a received record with a history that knows no more of this instance than there is. */
    public static SyncRecord bounded(@Nullable SyncRecord local, SyncRecord incoming, String own) {
        var history = incoming.history().atMost(new RecordVersion(own, saved(local, own)));
        return history == incoming.history() ? incoming : incoming.withHistory(history);
    }

    private static long saved(@Nullable SyncRecord local, String own) {
        return local == null ? 0 : local.history().counter(own);
    }
}
