package org.morango.hibernate.internal.store;

import java.util.List;

/**
 * A column of a key, of which a trigger makes a text.
 *
 * @param column its name in SQL
 * @param form how the database keeps the values
 * @param constants the texts of the values 0, 1 and so on, if they are kept as {@link Form#ORDINAL}
 */
public record KeyText(String column, Form form, List<String> constants) {

    /** A form in which a database keeps values. */
    public enum Form {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        DATE,
        /** Constants by their position. */
        ORDINAL,
        UUID,
        UUID_TEXT,
        UUID_BYTES,
        /** Ids of records as UUIDs. */
        ID,
        ID_BYTES
    }

    public KeyText {
        constants = List.copyOf(constants);
    }
}
