package org.morango.hibernate.internal.pipeline;

import java.util.List;
import java.util.stream.Stream;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;

/**
 * Result of writing a batch.
 *
 * @param settled the ids of records that need nothing more
 * @param begun the records whose rows lack some references, and that have to be written again
 * @param refused the records that stay in the store
 * @param written number of rows that were inserted or updated in full
 * @param deleted number of rows that were deleted because they refer to a deleted record
 */
record PageResult(List<String> settled, List<Refusal> begun, List<Refusal> refused, long written, long deleted) {
    static PageResult refused(List<Refusal> refused) {
        return new PageResult(List.of(), List.of(), refused, 0, 0);
    }

    /** Returns whether some records may be written after other records. */
    boolean isLater() {
        return refused.stream().anyMatch(r -> r.reason().isLater());
    }

    PageResult withoutRefused() {
        return new PageResult(settled, begun, List.of(), written, deleted);
    }

    PageResult plus(PageResult other) {
        return new PageResult(
                joined(settled, other.settled),
                joined(begun, other.begun),
                joined(refused, other.refused),
                written + other.written,
                deleted + other.deleted);
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
