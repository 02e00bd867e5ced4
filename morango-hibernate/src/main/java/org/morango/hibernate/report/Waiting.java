package org.morango.hibernate.report;

import java.util.List;
import org.morango.unsent.Unsent;

/**
 * Everything that waits at this peer, at about one moment: to be sent, for a place, for a correction, or to be written.
 * Immutable.
 *
 * @param unsent changes and records that other peers do not have yet
 * @param unplaced changed rows that no sync sends, because they belong to no root of this database
 * @param heldBack number of rows and records that are not sent before somebody corrects them; see
 *     {@link org.morango.hibernate.Morango#heldBack}
 * @param pending number of received records that are not in the application's tables; see
 *     {@link org.morango.hibernate.Morango#pendingRecords}
 * @param rejected number of pending records that were tried and could not be written
 */
public record Waiting(Unsent unsent, List<UnplacedRows> unplaced, long heldBack, long pending, long rejected) {
    public Waiting {
        unplaced = List.copyOf(unplaced);
    }

    /** Returns whether nothing waits. */
    public boolean isEmpty() {
        return unsent.isEmpty() && unplaced.isEmpty() && heldBack == 0 && pending == 0;
    }
}
