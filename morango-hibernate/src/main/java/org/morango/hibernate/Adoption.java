package org.morango.hibernate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.morango.hibernate.report.AdoptionProgress;

/**
 * How rows that an application had before it had this library become records, see {@link Morango#adopt}. Immutable.
 *
 * <p>A row whose key or natural attributes are its identity becomes the record that follows from them. A row that each
 * peer numbers itself is a record of its own, unless it is matched with one that another peer has sent.
 */
public final class Adoption {
    private final Map<Class<?>, List<String>> matches;
    private final Consumer<AdoptionProgress> listener;
    private final boolean isDryRun;

    private Adoption(Map<Class<?>, List<String>> matches, Consumer<AdoptionProgress> listener, boolean isDryRun) {
        this.matches = Map.copyOf(matches);
        this.listener = listener;
        this.isDryRun = isDryRun;
    }

    /** Returns an adoption in which every row that has no identity by itself is a new record. */
    public static Adoption ofNewRows() {
        return new Adoption(Map.of(), progress -> {}, false);
    }

    /**
     * Matches rows of an entity with received records that have the same values of these attributes: both are the same
     * thing, which both peers have recorded. Differences between them are conflicts. Rows that have the same values as
     * other rows, or as no record, are new records. If several records have a row's values, the one with the lowest id
     * is matched. Decimals are the same whatever their scale, and times if the column keeps them alike.
     *
     * <p>Rows are looked up by these attributes, so that a large table needs an index over them.
     *
     * @param entity an entity that each peer numbers itself
     * @param attributes synced attributes with single values, references among them; a null value matches nothing, nor
     *     does a reference to a record without a row
     */
    public Adoption matching(Class<?> entity, String... attributes) {
        Map<Class<?>, List<String>> more = new HashMap<>(matches);
        more.put(entity, List.of(attributes));
        return new Adoption(more, listener, isDryRun);
    }

    /** Returns the same adoption with a listener of its progress, called after each transaction, in the calling thread. */
    public Adoption listener(Consumer<AdoptionProgress> value) {
        return new Adoption(matches, value, isDryRun);
    }

    /**
     * Returns the same adoption as a dry run: it counts all rows without a record, and changes nothing. It is one
     * transaction, which is rolled back, and syncs wait for it.
     */
    public Adoption dryRun() {
        return new Adoption(matches, listener, true);
    }

    Map<Class<?>, List<String>> matches() {
        return matches;
    }

    Consumer<AdoptionProgress> listener() {
        return listener;
    }

    boolean isDryRun() {
        return isDryRun;
    }
}
