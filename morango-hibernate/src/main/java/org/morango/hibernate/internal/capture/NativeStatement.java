package org.morango.hibernate.internal.capture;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.morango.hibernate.Syncable;

/**
 * A statement in SQL. Its text tells what it may change, with room for error to the safe side: a table is changed if it is
 * named anywhere in a statement that is no query.
 */
final class NativeStatement {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|--[^\\r\\n]*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*|\"[^\"]+\"|`[^`]+`|\\[[^\\]]+]");
    private static final Set<String> QUERIES = Set.of("select", "values", "table", "show", "explain", "set", "lock");
    private static final Set<String> CALLS = Set.of("call", "exec", "execute", "do", "begin", "declare");
    private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

    private NativeStatement() {}

    /** Whether it can only be a query; quick, as every query of the application is asked. */
    static boolean isQuery(String sql) {
        return sql.regionMatches(true, 0, "select ", 0, "select ".length());
    }

    /**
     * The models it may change: those of the tables that it names or that the application says it affects. Of a call,
     * whose text tells nothing, all, unless the application says which.
     */
    static Collection<Syncable> changed(String sql, Collection<String> declared, SyncedTables tables) {
        Set<String> names = names(sql);
        String first = names.isEmpty() ? "" : names.iterator().next();
        boolean isQuery = QUERIES.contains(first)
                || (first.equals("with") && CHANGES.stream().noneMatch(names::contains));
        if (isQuery) {
            // What the application has declared is what it reads.
            return Set.of();
        }
        boolean isCall = CALLS.contains(first) || sql.stripLeading().startsWith("{");
        if (isCall && declared.isEmpty()) {
            return tables.all();
        }
        Set<Syncable> changed = new LinkedHashSet<>();
        declared.forEach(table -> changed.addAll(tables.in(table)));
        names.forEach(name -> changed.addAll(tables.in(name)));
        return changed;
    }

    private static Set<String> names(String sql) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(COMMENT.matcher(sql).replaceAll(" "));
        while (matcher.find()) {
            names.add(matcher.group().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
