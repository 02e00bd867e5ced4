package org.morango.record;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/** The names of the models that a scope covers: all models of its profile, or some of them. Immutable. */
public final class ModelSet {
    /** All models, including models that are not known yet. */
    public static final ModelSet ALL = new ModelSet(null);

    private final @Nullable SortedSet<String> names;

    private ModelSet(@Nullable SortedSet<String> names) {
        this.names = names;
    }

    /**
     * Returns a set of these models.
     *
     * @throws MorangoException if there is no name, or one is empty
     */
    public static ModelSet of(Collection<String> names) {
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new MorangoException(
                    "A set of models needs names, none of them empty; use ModelSet.ALL for all models.");
        }
        return new ModelSet(Collections.unmodifiableSortedSet(new TreeSet<>(names)));
    }

    /** Returns whether these are all models, in which case there are no names. */
    public boolean isAll() {
        return names == null;
    }

    /** Returns whether the set has this model. */
    public boolean contains(String model) {
        return names == null || names.contains(model);
    }

    /** Returns whether the other set has every model of this one. */
    public boolean isSubsetOf(ModelSet other) {
        return other.names == null || (names != null && other.names.containsAll(names));
    }

    /** Returns the models that both sets have; possibly none. */
    public ModelSet and(ModelSet other) {
        if (names == null || other.names == null) {
            return names == null ? other : this;
        }
        SortedSet<String> both = new TreeSet<>(names);
        both.retainAll(other.names);
        return new ModelSet(Collections.unmodifiableSortedSet(both));
    }

    /** Returns the sorted names, unmodifiable; empty if these are all models. */
    public SortedSet<String> names() {
        return names == null ? Collections.emptySortedSet() : names;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof ModelSet other && isAll() == other.isAll() && names().equals(other.names());
    }

    @Override
    public int hashCode() {
        return names().hashCode();
    }

    /** Returns the names, separated by commas; {@code all} for all models. */
    @Override
    public String toString() {
        return names == null ? "all" : String.join(", ", names);
    }
}
