package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.Locale;

/**
 * A table of the application whose changes triggers note.
 *
 * @param name its name in SQL
 * @param own what is noted of its rows if it is the table of entities
 * @param parts what is noted of rows to which its rows belong
 */
public record NotedTable(String name, List<Rows> own, List<Parts> parts) {

    public NotedTable {
        own = List.copyOf(own);
        parts = List.copyOf(parts);
    }

    /** A model by its names. */
    public record Subject(String profile, String model) {}

    /**
     * Rows of entities.
     *
     * @param subject the model under which they are noted, which stands for all of its hierarchy
     * @param all all models of the hierarchy: a note that has a model compared stands for no other
     * @param key the columns of their keys
     */
    public record Rows(Subject subject, List<Subject> all, String table, List<KeyText> key) {}

    /**
     * Rows that are parts of others: values in further tables, and elements of collections.
     *
     * @param whole the rows to which they belong
     * @param columns the columns that say to which row a part belongs
     * @param targets the columns of that row with the same values
     */
    public record Parts(Rows whole, List<String> columns, List<String> targets) {}

    /** Returns a name without schema and quotes, in lower case. */
    public static String plain(String name) {
        return unquoted(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Returns the schema in which SQL looks for a table, without quotes and in lower case; empty if it names none. */
    static String schema(String name) {
        String qualifier = qualifier(name);
        return qualifier.isEmpty() ? "" : plain(qualifier.substring(0, qualifier.length() - 1));
    }

    /** Returns what stands before the last part of a name in SQL. */
    static String qualifier(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }

    private static String unquoted(String name) {
        return name.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT);
    }
}
