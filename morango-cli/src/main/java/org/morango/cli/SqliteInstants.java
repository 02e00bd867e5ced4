package org.morango.cli;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.TimestampUtcAsJdbcTimestampJdbcType;
import org.jspecify.annotations.Nullable;

/**
 * Stores times on SQLite as text like {@code 2026-03-01T08:00:00.000000Z}, if the application does so. The driver
 * itself stores numbers. Applications that need microseconds replace that, also for the library's tables.
 */
public final class SqliteInstants extends TimestampUtcAsJdbcTimestampJdbcType {
    static final String SETTING = "morango.cli.instants_are_texts";

    private static final long serialVersionUID = 1L;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String FIRST_TIME = "select t from (select last_activity t from morango_sync_session"
            + " union all select noted_at from morango_touched union all select created from morango_nonce)"
            + " where typeof(t) = 'text' and t like '____-__-__T%Z' limit 1";

    /** Found by ServiceLoader, and therefore applied after the dialect. */
    public static final class Contributor implements TypeContributor {
        @Override
        public void contribute(TypeContributions types, ServiceRegistry services) {
            if ("true"
                    .equals(services.requireService(ConfigurationService.class)
                            .getSettings()
                            .get(SETTING))) {
                types.contributeJdbcType(new SqliteInstants());
            }
        }
    }

    /** Returns whether a database stores its times as text; false if it has no times yet. */
    static boolean areTexts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FIRST_TIME)) {
            return row.next();
        }
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new BasicBinder<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                    throws SQLException {
                statement.setString(index, FORMAT.format(getJavaType().unwrap(value, Instant.class, options)));
            }

            @Override
            protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                    throws SQLException {
                statement.setString(name, FORMAT.format(getJavaType().unwrap(value, Instant.class, options)));
            }
        };
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> javaType) {
        return new BasicExtractor<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
                return instant(row.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
                    throws SQLException {
                return instant(statement.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
                    throws SQLException {
                return instant(statement.getString(name), options);
            }

            private @Nullable X instant(@Nullable String text, WrapperOptions options) {
                return text == null ? null : getJavaType().wrap(Instant.parse(text), options);
            }
        };
    }
}
