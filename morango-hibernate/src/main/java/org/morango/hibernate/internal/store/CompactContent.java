package org.morango.hibernate.internal.store;

import java.util.List;

/**
 * Shortens contents that begin with the members that identify their record, as nearly all do: these are columns of the
 * store as well. A shortened content begins with the comma after them. Any other text that begins so is marked.
 */
final class CompactContent {
    /** Stands before a text that is kept as it is and could be taken for a shortened one. */
    private static final String VERBATIM = "=";

    private static final String COMMA = ",";

    /** Two ways to write the same members: those of this library and of Python Morango. */
    private static final List<String> FORMS = List.of(
            "{\"id\":\"%s\",\"_morango_source_id\":\"%s\",\"_morango_partition\":\"%s\"",
            "{\"id\": \"%s\", \"_morango_source_id\": \"%s\", \"_morango_partition\": \"%s\"");

    private static final int SHORT = 0;
    private static final int SPACED = 1;

    private CompactContent() {}

    /** Returns the short form of a content, or of contents one a line. */
    static String shorten(String whole, String id, String sourceId, String partition) {
        if (whole.startsWith("{\"id\":") && isPlain(sourceId) && isPlain(partition)) {
            int form = whole.startsWith(" ", "{\"id\":".length()) ? SPACED : SHORT;
            String beginning = FORMS.get(form).formatted(id, sourceId, partition);
            if (whole.startsWith(beginning)) {
                String rest = whole.substring(beginning.length());
                if (rest.startsWith(COMMA) && rest.startsWith(" ", 1) == (form == SPACED)) {
                    return rest;
                }
            }
        }
        return whole.startsWith(COMMA) || whole.startsWith(VERBATIM) ? VERBATIM + whole : whole;
    }

    /** Returns what was shortened. */
    static String whole(String stored, String id, String sourceId, String partition) {
        if (stored.startsWith(VERBATIM)) {
            return stored.substring(VERBATIM.length());
        }
        if (!stored.startsWith(COMMA)) {
            return stored;
        }
        return FORMS.get(stored.startsWith(" ", 1) ? SPACED : SHORT).formatted(id, sourceId, partition) + stored;
    }

    /** Returns a JSON object with the members of a stored content, perhaps without those that identify the record. */
    static String members(String stored) {
        return stored.startsWith(COMMA) ? "{" + stored.substring(1) : whole(stored, "", "", "");
    }

    /** Returns whether a text stands in JSON as it is, whoever writes it. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\');
    }
}
