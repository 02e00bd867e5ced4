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
    private static final List<List<String>> FORMS = List.of(
            List.of("{\"id\":\"", "\",\"_morango_source_id\":\"", "\",\"_morango_partition\":\"", "\""),
            List.of("{\"id\": \"", "\", \"_morango_source_id\": \"", "\", \"_morango_partition\": \"", "\""));

    private static final int SHORT = 0;
    private static final int SPACED = 1;

    private CompactContent() {}

    /** Returns the short form of a content, or of contents one a line. */
    static String shorten(String whole, String id, String sourceId, String partition) {
        if (whole.startsWith("{\"id\":") && isPlain(sourceId) && isPlain(partition)) {
            int form = whole.startsWith(" ", "{\"id\":".length()) ? SPACED : SHORT;
            int end = endOf(whole, FORMS.get(form), id, sourceId, partition);
            if (end > 0 && whole.startsWith(COMMA, end) && whole.startsWith(" ", end + 1) == (form == SPACED)) {
                return whole.substring(end);
            }
        }
        return whole.startsWith(COMMA) || whole.startsWith(VERBATIM) ? VERBATIM + whole : whole;
    }

    /** Returns where the members that identify the record end in a text that begins with them; -1 for others. */
    private static int endOf(String whole, List<String> form, String... values) {
        int at = 0;
        for (int i = 0; i < form.size(); i++) {
            if (!whole.startsWith(form.get(i), at)) {
                return -1;
            }
            at += form.get(i).length();
            if (i < values.length) {
                if (!whole.startsWith(values[i], at)) {
                    return -1;
                }
                at += values[i].length();
            }
        }
        return at;
    }

    /** Returns what was shortened. */
    static String whole(String stored, String id, String sourceId, String partition) {
        if (stored.startsWith(VERBATIM)) {
            return stored.substring(VERBATIM.length());
        }
        if (!stored.startsWith(COMMA)) {
            return stored;
        }
        List<String> form = FORMS.get(stored.startsWith(" ", 1) ? SPACED : SHORT);
        return form.get(0) + id + form.get(1) + sourceId + form.get(2) + partition + form.get(3) + stored;
    }

    /** Returns a JSON object with the members of a stored content, perhaps without those that identify the record. */
    static String members(String stored) {
        return stored.startsWith(COMMA) ? "{" + stored.substring(1) : whole(stored, "", "", "");
    }

    /** Returns whether a text stands in JSON as it is, whoever writes it. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
