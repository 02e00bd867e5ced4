package org.morango.internal.text;

import org.jspecify.annotations.Nullable;

/** Makes texts of other peers safe for a log or a terminal: on one line, of bounded length, and in visible order. */
public final class LogText {
    private static final int MAX_LENGTH = 500;
    private static final int MAX_CAUSES = 10;

    private LogText() {}

    /**
     * Returns the text with an escape in place of each character that controls how lines are shown, cut to 500
     * characters.
     */
    public static String plain(String text) {
        return text.length() <= MAX_LENGTH ? line(text) : line(atMost(text, MAX_LENGTH)) + "…";
    }

    /** Returns a text cut to that many characters, without cutting a pair of surrogates in two. */
    public static String atMost(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** Returns whether a text has no character that controls how lines are shown. */
    public static boolean isPlain(String text) {
        return text.codePoints().allMatch(LogText::isShown);
    }

    /** As {@link #plain(String)}, whatever the length. */
    public static String line(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (isShown(point)) {
                plain.appendCodePoint(point);
            } else {
                plain.append(String.format("\\u%04x", point));
            }
        });
        return plain.toString();
    }

    /**
     * Returns an error that can be logged with its stack trace. Errors of databases and the like quote what a peer has
     * sent. Their messages and those of their causes are escaped; everything else stays.
     */
    public static Throwable plain(Throwable error) {
        return new PlainError(error, MAX_CAUSES);
    }

    /** An error that can be printed. */
    private static final class PlainError extends Throwable {
        private static final long serialVersionUID = 1L;

        private final String name;

        PlainError(Throwable error, int causes) {
            super(String.valueOf(error.getMessage()), cause(error, causes));
            this.name = error.getClass().getName();
            setStackTrace(error.getStackTrace());
            for (Throwable suppressed : error.getSuppressed()) {
                addSuppressed(new PlainError(suppressed, 0));
            }
        }

        private static @Nullable Throwable cause(Throwable error, int causes) {
            Throwable cause = error.getCause();
            return cause == null || causes == 0 ? null : new PlainError(cause, causes - 1);
        }

        @Override
        public String toString() {
            return name + ": " + line(String.valueOf(getMessage()));
        }
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
