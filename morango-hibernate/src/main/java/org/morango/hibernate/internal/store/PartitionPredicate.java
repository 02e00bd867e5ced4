package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.query.CommonQueryContract;
import org.morango.record.Filter;

/**
 * Partition prefixes as a condition of a query. Compares the beginning of the partition exactly. With {@code like},
 * wildcards would have to be escaped, and SQLite would ignore case. H2 would use an index on the partition, whose
 * values many rows share, in place of the better one that each query has.
 */
public final class PartitionPredicate {
    private final String text;
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    private PartitionPredicate(String path, List<String> prefixes) {
        List<String> terms = new ArrayList<>();
        for (String prefix : prefixes) {
            if (prefix.isEmpty()) {
                terms.clear();
                parameters.clear();
                break;
            }
            String name = "partition" + terms.size();
            terms.add("locate(:" + name + ", " + path + ") = 1");
            parameters.put(name, prefix);
        }
        this.text = terms.isEmpty() ? "1 = 1" : "(" + String.join(" or ", terms) + ")";
    }

    /** Returns the condition that a partition begins with an entry of the filter. */
    public static PartitionPredicate of(String path, Filter filter) {
        return new PartitionPredicate(path, filter.partitions());
    }

    public static PartitionPredicate of(String path, List<String> prefixes) {
        return new PartitionPredicate(path, prefixes);
    }

    /** Returns the condition in HQL. */
    public String text() {
        return text;
    }

    public <Q extends CommonQueryContract> Q bind(Q query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
