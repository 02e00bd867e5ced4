package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.morango.record.Filter;

/**
 * How far the deletions of records may reach: what goes with a record lies in the partitions of the transfer that has
 * brought the record. A certificate does not let its owner delete more.
 */
final class Reach {
    /** What the application itself does. */
    static final Reach EVERYTHING = new Reach(Map.of(), () -> Filter.EVERYTHING);

    private final Map<String, Filter> noted;
    private final Supplier<Filter> others;

    private Reach(Map<String, Filter> noted, Supplier<Filter> others) {
        this.noted = noted;
        this.others = others;
    }

    /** That of records which a transfer of this filter has just brought. */
    static Reach of(Supplier<Filter> filter) {
        return new Reach(Map.of(), filter);
    }

    /** That of records that wait, and that of the sync in which they are tried again where none is noted. */
    static Reach of(List<PendingPages.Pending> waiting, Filter others) {
        Map<String, Filter> noted = new LinkedHashMap<>();
        waiting.forEach(pending -> {
            if (pending.reach() != null) {
                noted.put(pending.row().id, Filter.parse(pending.reach()));
            }
        });
        return new Reach(noted, () -> others);
    }

    /** Sums what is done to records, those of one reach at a time. */
    long each(List<String> ids, BiFunction<Filter, List<String>, Long> work) {
        Map<Filter, List<String>> groups = new LinkedHashMap<>();
        for (String id : ids) {
            Filter own = noted.get(id);
            groups.computeIfAbsent(own == null ? others.get() : own, f -> new ArrayList<>())
                    .add(id);
        }
        return groups.entrySet().stream()
                .mapToLong(group -> work.apply(group.getKey(), group.getValue()))
                .sum();
    }
}
