package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/**
 * Partitions in which the deletion of records may delete other rows with them: those of the transfer that has brought
 * the record. A certificate does not let its owner delete more.
 */
final class Reach {
    /** Reach of the application's own deletions. */
    static final Reach EVERYTHING = new Reach(Map.of(), () -> Filter.EVERYTHING);

    private final Map<String, Filter> noted;
    private final Supplier<Filter> others;
    private @Nullable Filter ofOthers;

    private Reach(Map<String, Filter> noted, Supplier<Filter> others) {
        this.noted = noted;
        this.others = others;
    }

    /** Returns the reach of records that a transfer of this filter has just brought. */
    static Reach of(Supplier<Filter> filter) {
        return new Reach(Map.of(), filter);
    }

    /** Returns the reach of pending records. If none is noted, it is that of the sync in which they are tried again. */
    static Reach of(List<PendingPages.Pending> waiting, Filter others) {
        Map<String, Filter> noted = new LinkedHashMap<>();
        waiting.forEach(pending -> {
            if (pending.reach() != null) {
                noted.put(pending.row().id, Filter.parse(pending.reach()));
            }
        });
        return new Reach(noted, () -> others);
    }

    /** Runs work for records, those of one reach at a time, and returns the sum of its results. */
    long each(List<String> ids, BiFunction<Filter, List<String>, Long> work) {
        Map<Filter, List<String>> groups = new LinkedHashMap<>();
        for (String id : ids) {
            Filter own = noted.get(id);
            groups.computeIfAbsent(own == null ? ofOthers() : own, f -> new ArrayList<>())
                    .add(id);
        }
        return groups.entrySet().stream()
                .mapToLong(group -> work.apply(group.getKey(), group.getValue()))
                .sum();
    }

    private Filter ofOthers() {
        Filter known = ofOthers;
        if (known == null) {
            known = others.get();
            ofOthers = known;
        }
        return known;
    }
}
