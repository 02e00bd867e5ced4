package org.morango.hibernate.internal.capture;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.morango.hibernate.mapping.Syncable;

/**
 * A statement in SQL. Its text tells what it may change. Errors are on the safe side: every table that is named
 * anywhere in a statement that is not a query counts as changed.
 */
final class NativeStatement {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|--[^\\r\\n]*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*|\"[^\"]+\"|`[^`]+`|\\[[^\\]]+]");
    private static final Set<String> QUERIES = Set.of("select", "values", "table", "show", "explain", "set", "lock");
    private static final Set<String> CALLS = Set.of("call", "exec", "execute", "do", "begin", "declare");
    private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

    private NativeStatement() {}

    /**
     * Returns whether the statement can only be a query. Has to be quick, because it is called for every query of the
     * application.
     */
    static boolean isQuery(String sql) {
        return sql.regionMatches(true, 0, "select ", 0, "select ".length());
    }

    /**
     * Returns the models that the statement may change: those of the tables that it names, or that the application says
     * it affects. A call of a procedure, whose text tells nothing, may change all models, unless the application says
     * which.
     */
    static Collection<Syncable> changed(String sql, Collection<String> declared, SyncedTables tables) {
        Set<String> names = names(sql);
        String first = names.isEmpty() ? "" : names.iterator().next();
        boolean isQuery = QUERIES.contains(first)
                || (first.equals("with") && CHANGES.stream().noneMatch(names::contains));
        if (isQuery) {
            // For a query, the application has declared the tables that it reads.
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
