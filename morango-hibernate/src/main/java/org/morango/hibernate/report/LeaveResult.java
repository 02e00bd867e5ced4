package org.morango.hibernate.report;

import java.util.Map;

/**
 * What was removed when this database left the peers of a certificate. Immutable.
 *
 * @param removed number of removed records, with their rows if they had any; 0 if all were to be kept
 * @param staying number of records that were to be removed and stay
 * @param reasons the first hundred of these, by record id, with the reason: a row that stays refers to theirs, or theirs was
 *     changed meanwhile
 */
public record LeaveResult(long removed, long staying, Map<String, String> reasons) {
    public LeaveResult {
        reasons = Map.copyOf(reasons);
    }
}
