package org.morango.it.database;

import org.jspecify.annotations.Nullable;

/** A row that the reference model can also hold. */
interface AnyThing {
    void set(@Nullable String text, @Nullable Integer token);

    /** Returns the row's content as a replica sees it. */
    String content();

    static String content(String source, String place, @Nullable String text, @Nullable Integer token) {
        return "{\"place\":\"" + place + "\",\"source\":\"" + source + "\",\"text\":"
                + (text == null ? null : "\"" + text + "\"") + ",\"token\":" + token + "}";
    }
}
