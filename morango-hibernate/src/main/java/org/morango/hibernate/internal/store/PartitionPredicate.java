package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.query.CommonQueryContract;
import org.morango.record.Filter;

/**
 * Partition prefixes as a condition of a query. Compares the beginning of the partition to the letter, where {@code like}
 * would have wildcards to escape and ignores case on SQLite; and H2 would choose an index on the partition for it, which
 * many rows share, over the better one that each query has.
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

    /** The partitions that begin with an entry of the filter. */
    public static PartitionPredicate of(String path, Filter filter) {
        return new PartitionPredicate(path, filter.partitions());
    }

    public static PartitionPredicate of(String path, List<String> prefixes) {
        return new PartitionPredicate(path, prefixes);
    }

    /** The condition in HQL. */
    public String text() {
        return text;
    }

    public <Q extends CommonQueryContract> Q bind(Q query) {
        parameters.forEach(query::setParameter);
        return query;
    }
}
