package org.morango.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;

/**
 * A set of partition prefixes. A filter contains a partition if the partition starts with one of them; colons have no
 * special meaning. See docs/protocol.md, "Filters and scopes".
 *
 * <p>The text form is separated by white space, so a prefix cannot contain white space. A text without any prefix is
 * the filter {@link #EVERYTHING}. Two filters are equal if they have the same prefixes, in whatever order.
 */
public final class Filter {
    /** Filter with the single prefix {@code ""}, which contains every partition. */
    public static final Filter EVERYTHING = new Filter(List.of(""));

    /** Largest number of prefixes in a filter from another peer. */
    public static final int MAX_PREFIXES = 100;

    /** Longest prefix in a filter from another peer, in characters. No partition of a record is longer. */
    public static final int MAX_PREFIX = 1_000;

    private final List<String> partitions;

    private Filter(List<String> partitions) {
        this.partitions = partitions;
    }

    /**
     * Returns a filter of the given prefixes. Each argument has to be exactly one prefix, so that a filter made from a
     * user's input cannot contain more than was meant.
     *
     * @throws MorangoException if there is no argument, or one is empty or holds white space or control characters
     */
    public static Filter of(String... partitions) {
        if (partitions.length == 0) {
            throw new MorangoException("A filter needs a prefix; use Filter.EVERYTHING for all partitions.");
        }
        for (String partition : partitions) {
            if (partition.isEmpty()) {
                throw new MorangoException("A prefix of a filter is empty; use Filter.EVERYTHING for all partitions.");
            }
            if (!isPrefix(partition)) {
                throw new MorangoException("The prefix \"" + LogText.plain(partition)
                        + "\" of a filter holds white space or a control character; use Filter.parse for a text of"
                        + " several prefixes.");
            }
        }
        return new Filter(List.copyOf(new LinkedHashSet<>(List.of(partitions))));
    }

    /**
     * Parses a text of prefixes separated by white space; {@link #EVERYTHING} if it has none. Do not pass text that a
     * user has typed.
     */
    public static Filter parse(String text) {
        Set<String> words = new LinkedHashSet<>();
        split(text, words);
        return words.isEmpty() ? EVERYTHING : new Filter(List.copyOf(words));
    }

    /**
     * Parses a filter that another peer has sent.
     *
     * @throws MorangoException if it has more than {@link #MAX_PREFIXES} prefixes, or one is longer than {@link #MAX_PREFIX}
     */
    public static Filter received(String text) {
        Filter filter = parse(text);
        boolean isLong = filter.partitions.stream().anyMatch(p -> p.length() > MAX_PREFIX);
        if (isLong || filter.partitions.size() > MAX_PREFIXES) {
            throw new MorangoException("A filter has to have at most " + MAX_PREFIXES + " prefixes of at most "
                    + MAX_PREFIX + " characters each; sync parts of it one after the other.");
        }
        return filter;
    }

    /**
     * Returns the filter that a scope's template gives with a certificate's parameters. See docs/protocol.md,
     * "Filters and scopes".
     */
    public static Filter fromTemplate(String template, Map<String, String> params) {
        return parse(Template.substitute(template, params));
    }

    /** Returns the prefixes without duplicates, in the order given; never empty. */
    public List<String> partitions() {
        return partitions;
    }

    /** Returns whether the partition starts with one of the prefixes. */
    public boolean contains(String partition) {
        for (int i = 0; i < partitions.size(); i++) {
            if (partition.startsWith(partitions.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the other filter contains every partition that this one contains. */
    public boolean isSubsetOf(Filter other) {
        return partitions.stream().allMatch(other::contains);
    }

    /** Returns a filter that contains what either of the two contains. */
    public Filter union(Filter other) {
        if (partitions.contains("") || other.partitions.contains("")) {
            return EVERYTHING;
        }
        List<String> all = new ArrayList<>(partitions);
        all.addAll(other.partitions);
        return new Filter(List.copyOf(new LinkedHashSet<>(all)));
    }

    /**
     * Returns a filter that contains each of the given ones: their union or, if that had more prefixes than a filter from
     * another peer, what all of them begin with.
     */
    public static Filter covering(Collection<Filter> filters) {
        Set<String> all = new LinkedHashSet<>();
        filters.forEach(filter -> all.addAll(filter.partitions));
        if (all.isEmpty() || all.contains("")) {
            return EVERYTHING;
        }
        return new Filter(all.size() <= MAX_PREFIXES ? List.copyOf(all) : List.of(commonPrefix(all)));
    }

    private static String commonPrefix(Collection<String> texts) {
        String common = texts.iterator().next();
        for (String text : texts) {
            int length = Math.min(common.length(), text.length());
            int same = 0;
            while (same < length && common.charAt(same) == text.charAt(same)) {
                same++;
            }
            common = common.substring(0, same);
        }
        // Half a character is no text for a database.
        boolean isCut = !common.isEmpty() && Character.isHighSurrogate(common.charAt(common.length() - 1));
        return isCut ? common.substring(0, common.length() - 1) : common;
    }

    /** Returns a filter that contains what both contain; empty if that is nothing. */
    public Optional<Filter> and(Filter other) {
        LinkedHashSet<String> both = new LinkedHashSet<>();
        partitions.stream().filter(other::contains).forEach(both::add);
        other.partitions.stream().filter(this::contains).forEach(both::add);
        return both.isEmpty() ? Optional.empty() : Optional.of(new Filter(List.copyOf(both)));
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Filter other && Set.copyOf(partitions).equals(Set.copyOf(other.partitions));
    }

    @Override
    public int hashCode() {
        return Set.copyOf(partitions).hashCode();
    }

    /** Returns the text form, one prefix per line; the empty text for {@link #EVERYTHING}. */
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

    /**
     * Returns whether a text can be a prefix. It must not hold white space, at which filters are split, or control
     * characters.
     */
    public static boolean isPrefix(String text) {
        return !text.isEmpty() && text.codePoints().noneMatch(Filter::isSeparator);
    }

    private static boolean isSeparator(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT -> true;
            default -> isWhitespace(point);
        };
    }

    /**
     * Returns whether Python's {@code str.split} treats the character as white space: both sides have to find the same
     * prefixes in a text.
     */
    private static boolean isWhitespace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
