package org.morango.unsent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this peer has not sent yet, at one moment. Immutable.
 *
 * <p>A change begins as a note of the application's transaction, without a partition. A sync serializes it into a
 * record. Noted changes count as unsent to every peer of their profile. A record counts as unsent to a peer if a push
 * to it, or a pull by it, would send the record: both sides' certificates allow that, and the peer has not stated or
 * proved in a transfer that it has this version. The totals count records that at least one known peer may get and that
 * no known peer has. They would be lost with this database. If no peer of a profile is known, all of the profile's
 * records count.
 *
 * <p>The numbers may be too high, never too low: a row that several transactions have changed counts as often, a row
 * that was changed again before its record was sent counts twice, and what reached a peer in a transfer that was cut off
 * counts until the next one. Rows that belong to no partition yet and rows that are held back are not part of it: no
 * sync sends them as they are.
 *
 * @param changes rows whose changes are noted and not serialized yet; 1 for a change that does not tell which rows
 * @param records records that no known peer has
 * @param oldest when the oldest of this peer's own changes was made, as far as it is known; null if there are none
 * @param models the same numbers by model, those with anything unsent, ordered by profile and model
 * @param peers the known peers, the last met first, at most {@value #MOST_PEERS}, also those that have everything
 */
public record Unsent(
        long changes, long records, @Nullable Instant oldest, List<UnsentModel> models, List<UnsentToPeer> peers) {
    /** Most peers in a report; others are not taken into account. */
    public static final int MOST_PEERS = 100;

    public Unsent {
        models = List.copyOf(models);
        peers = List.copyOf(peers);
    }

    /** Returns the number of noted changes and of records. */
    public long count() {
        return changes + records;
    }

    /** Returns whether some known peer has every change. */
    public boolean isEmpty() {
        return count() == 0;
    }
}
