package org.morango.internal.protocol;

/**
 * Prepares texts for the wire. Its encoding cannot represent a surrogate without its other half. Some databases cannot
 * store NUL.
 */
public final class WireText {
    private WireText() {}

    /** Returns whether a text contains no half surrogate pairs. */
    public static boolean isWellFormed(String text) {
        return half(text, 0, false) < 0;
    }

    /**
     * Returns a text of JSON with escapes in place of NUL characters. JSON has them in no other form, and not every
     * database stores them.
     */
    public static String withoutNul(String json) {
        return json.indexOf('\0') < 0 ? json : json.replace("\0", "\\u0000");
    }

    /**
     * Returns a text of JSON in which the corresponding escape replaces every half surrogate pair and every NUL. The
     * document is the same, and can be sent.
     */
    public static String escaped(String json) {
        int at = half(json, 0, true);
        if (at < 0) {
            return json;
        }
        StringBuilder whole = new StringBuilder(json.length() + 16);
        int done = 0;
        for (; at >= 0; at = half(json, at + 1, true)) {
            whole.append(json, done, at).append(String.format("\\u%04x", (int) json.charAt(at)));
            done = at + 1;
        }
        return whole.append(json, done, json.length()).toString();
    }

    /** Returns the index of the first half surrogate pair, or NUL, from an index on; -1 if there is none. */
    private static int half(String text, int from, boolean withNul) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0' && withNul) {
                return i;
            }
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                return i;
            }
            i++;
        }
        return -1;
    }
}
