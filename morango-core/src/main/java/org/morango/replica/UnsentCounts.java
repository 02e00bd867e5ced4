package org.morango.replica;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what recipients lack. Immutable.
 *
 * @param changes rows whose changes are noted and not serialized yet, by model
 * @param oldest when the oldest of these changes was noted; null if there are none, or if that is not known
 * @param nowhere the records that at least one recipient may get and none has; all records if there are no recipients
 * @param recipients the records that each recipient lacks, in the order of the recipients
 */
public record UnsentCounts(
        Map<String, Long> changes, @Nullable Instant oldest, Records nowhere, List<Records> recipients) {
    /**
     * Counts of records.
     *
     * @param byModel by model, without models that have none
     * @param oldest when the oldest of them that this instance has saved last was changed, as far as it is known; null
     *     if there are none
     */
    public record Records(
            Map<String, Long> byModel, @Nullable Instant oldest) {
        /** Returns the number of records of all models. */
        public long count() {
            return byModel.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
