package org.morango.record;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of partition prefixes. A filter contains a partition if the partition starts with one of them, colons having no
 * special meaning. Protocol section 1.
 *
 * <p>Its text form is whitespace-separated, and so no prefix holds whitespace. A text without any prefix is the filter
 * {@link #EVERYTHING}. Two filters are equal if they have the same prefixes, in whatever order.
 */
public final class Filter {
    /** The filter with the one prefix {@code ""}, which contains every partition. */
    public static final Filter EVERYTHING = new Filter(List.of(""));

    private final List<String> partitions;

    private Filter(List<String> partitions) {
        this.partitions = partitions;
    }

    /**
     * The filter of the given prefixes. Each argument may hold any number of them, separated by whitespace; if there
     * are none in all of the arguments together, the filter is {@link #EVERYTHING}.
     */
    public static Filter of(String... partitions) {
        Set<String> words = new LinkedHashSet<>();
        for (String text : partitions) {
            split(text, words);
        }
        return words.isEmpty() ? EVERYTHING : new Filter(List.copyOf(words));
    }

    /** The filter that a scope's template makes of a certificate's parameters. Protocol section 3. */
    public static Filter fromTemplate(String template, Map<String, String> params) {
        return of(Template.substitute(template, params));
    }

    /** The prefixes, without repeats, in the order in which they were given; never empty. */
    public List<String> partitions() {
        return partitions;
    }

    /** Whether the partition starts with one of the prefixes. */
    public boolean contains(String partition) {
        for (int i = 0; i < partitions.size(); i++) {
            if (partition.startsWith(partitions.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the other filter contains every partition that this one contains. */
    public boolean isSubsetOf(Filter other) {
        return partitions.stream().allMatch(other::contains);
    }

    /** The filter that contains what either contains. */
    public Filter union(Filter other) {
        if (partitions.contains("") || other.partitions.contains("")) {
            return EVERYTHING;
        }
        List<String> all = new ArrayList<>(partitions);
        all.addAll(other.partitions);
        return of(all.toArray(String[]::new));
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Filter other && Set.copyOf(partitions).equals(Set.copyOf(other.partitions));
    }

    @Override
    public int hashCode() {
        return Set.copyOf(partitions).hashCode();
    }

    /** The text form, one prefix a line; the empty text for {@link #EVERYTHING}. */
    @Override
    public String toString() {
        return String.join("\n", partitions);
    }

    private static void split(String text, Set<String> words) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isWhitespace(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
    }

    /** Whitespace as Python's {@code str.split} sees it: both sides must find the same prefixes in a text. */
    private static boolean isWhitespace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
