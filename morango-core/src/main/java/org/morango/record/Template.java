package org.morango.record;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Substitutes parameters into a scope template: {@code $name} and <code>${name}</code> are references, {@code $$} is a
 * dollar. An unknown or malformed reference stays as written. See docs/protocol.md, "Filters and scopes".
 */
final class Template {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$(?:(\\$)|([_a-zA-Z][_a-zA-Z0-9]*)|\\{([_a-zA-Z][_a-zA-Z0-9]*)})");

    private Template() {}

    static String substitute(String template, Map<String, String> params) {
        return REFERENCE.matcher(template).replaceAll(match -> Matcher.quoteReplacement(value(match, params)));
    }

    /** Returns the names that a template refers to, by the index at which each reference ends. */
    static SortedMap<Integer, String> references(String template) {
        SortedMap<Integer, String> references = new TreeMap<>();
        REFERENCE
                .matcher(template)
                .results()
                .filter(match -> match.group(1) == null)
                .forEach(match -> references.put(match.end(), name(match)));
        return references;
    }

    private static String name(MatchResult match) {
        return match.group(2) != null ? match.group(2) : match.group(3);
    }

    private static String value(MatchResult match, Map<String, String> params) {
        if (match.group(1) != null) {
            return "$";
        }
        return params.getOrDefault(name(match), match.group());
    }
}
