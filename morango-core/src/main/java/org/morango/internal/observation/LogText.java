package org.morango.internal.observation;

/** Texts of others as they may stand in a log or on a terminal: on one line, of bounded length, and as they read. */
public final class LogText {
    private static final int MAX_LENGTH = 500;

    private LogText() {}

    /** The text with an escape in place of each character that controls how lines are shown, cut to 500 characters. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        cut.codePoints().forEach(point -> {
            if (isShown(point)) {
                plain.appendCodePoint(point);
            } else {
                plain.append(String.format("\\u%04x", point));
            }
        });
        return text.length() <= MAX_LENGTH
                ? plain.toString()
                : plain.append('…').toString();
    }

    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
