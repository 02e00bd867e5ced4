package org.morango.counter;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Finds keys that are prefixes of a text, with a few steps in a sorted map instead of a scan. */
final class Prefixes {
    private Prefixes() {}

    /** Returns the values of all keys that are prefixes of the text or equal to it, longest key first. */
    static <V> List<V> values(NavigableMap<String, V> map, String text) {
        return values(map, longest(map, text), new ArrayList<>());
    }

    /** All keys that the text starts with, the text itself included, longest first. */
    static List<String> keys(NavigableMap<String, ?> map, String text) {
        List<String> keys = new ArrayList<>();
        for (String key = longest(map, text); key != null; key = shorter(map, key)) {
            keys.add(key);
        }
        return keys;
    }

    /** Returns the values of all keys that are proper prefixes of the text, longest key first. */
    static <V> List<V> properValues(NavigableMap<String, V> map, String text) {
        return values(map, shorter(map, text), new ArrayList<>());
    }

    /** Returns whether some key is a proper prefix of the text. */
    static boolean hasProper(NavigableMap<String, ?> map, String text) {
        return shorter(map, text) != null;
    }

    private static <V> List<V> values(NavigableMap<String, V> map, @Nullable String first, List<V> values) {
        for (String key = first; key != null; key = shorter(map, key)) {
            values.add(map.get(key));
        }
        return values;
    }

    private static @Nullable String shorter(NavigableMap<String, ?> map, String text) {
        return text.isEmpty() ? null : longest(map, text.substring(0, text.length() - 1));
    }

    /**
     * Returns the longest key that is a prefix of the text, or null. The greatest key up to the text either is that
     * prefix, or shows how much shorter the next candidate must be.
     */
    private static @Nullable String longest(NavigableMap<String, ?> map, String text) {
        String start = text;
        String key = map.floorKey(start);
        while (key != null && !start.startsWith(key)) {
            start = start.substring(0, common(start, key));
            key = map.floorKey(start);
        }
        return key;
    }

    private static int common(String a, String b) {
        int end = Math.min(a.length(), b.length());
        int i = 0;
        while (i < end && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
