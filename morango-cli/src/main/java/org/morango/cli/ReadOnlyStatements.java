package org.morango.cli;

import java.util.Locale;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Rejects statements that are not queries. H2 has no read-only connections. */
final class ReadOnlyStatements implements StatementInspector {
    private static final long serialVersionUID = 1L;

    @Override
    public String inspect(String sql) {
        if (!sql.stripLeading().toLowerCase(Locale.ROOT).startsWith("select ")) {
            throw new IllegalStateException("This command reads only, and was about to run: " + sql);
        }
        return sql;
    }
}
