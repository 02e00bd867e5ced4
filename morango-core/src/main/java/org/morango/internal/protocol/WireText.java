package org.morango.internal.protocol;

/** Texts and the wire, whose encoding has no form for half a character: for a surrogate without its other half. */
public final class WireText {
    private WireText() {}

    /** Whether it holds whole characters only. */
    public static boolean isWellFormed(String text) {
        return half(text, 0) < 0;
    }

    /**
     * A text of JSON, in which every half character is written as the escape that stands for it: the document is the same,
     * and can be sent.
     */
    public static String escaped(String json) {
        int at = half(json, 0);
        if (at < 0) {
            return json;
        }
        StringBuilder whole = new StringBuilder(json.length() + 16);
        int done = 0;
        for (; at >= 0; at = half(json, at + 1)) {
            whole.append(json, done, at).append(String.format("\\u%04x", (int) json.charAt(at)));
            done = at + 1;
        }
        return whole.append(json, done, json.length()).toString();
    }

    /** Where the first half character is from there on; -1 if there is none. */
    private static int half(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
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
