package org.morango.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncProgress;

/**
 * The state of a peer that keeps in sync. Immutable.
 *
 * @param phase what it is doing
 * @param since when this phase began
 * @param reason why it does not sync, in words; null while it does
 * @param progress the progress of the transfer that is running; null if none is
 * @param lastSynced when both sides were last up to date; null if they have not been since it began
 * @param sent the number of records that were sent since it began
 * @param received the number of records that were received since it began
 */
public record SyncState(
        SyncPhase phase,
        Instant since,
        @Nullable String reason,
        @Nullable SyncProgress progress,
        @Nullable Instant lastSynced,
        long sent,
        long received) {

    static SyncState first(Instant now) {
        return new SyncState(SyncPhase.CONNECTING, now, null, null, null, 0, 0);
    }

    SyncState in(SyncPhase next, @Nullable String why, Instant now) {
        return new SyncState(next, next == phase ? since : now, why, null, lastSynced, sent, received);
    }

    SyncState with(SyncProgress moved) {
        return new SyncState(phase, since, reason, moved, lastSynced, sent, received);
    }

    SyncState upToDate(Instant now) {
        return new SyncState(
                SyncPhase.UP_TO_DATE, phase == SyncPhase.UP_TO_DATE ? since : now, null, null, now, sent, received);
    }

    SyncState counted(long moreSent, long moreReceived) {
        return new SyncState(phase, since, reason, progress, lastSynced, sent + moreSent, received + moreReceived);
    }
}
