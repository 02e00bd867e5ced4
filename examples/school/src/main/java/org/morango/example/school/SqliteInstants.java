package org.morango.example.school;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.TimestampUtcAsJdbcTimestampJdbcType;
import org.jspecify.annotations.Nullable;

/** Stores instants as text that sorts in the order of time. SQLite's driver would truncate them to milliseconds. */
public final class SqliteInstants extends TimestampUtcAsJdbcTimestampJdbcType {
    private static final long serialVersionUID = 1L;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Applies to SQLite only. Found by ServiceLoader, and therefore applied after the dialect. */
    public static final class Contributor implements TypeContributor {
        @Override
        public void contribute(TypeContributions types, ServiceRegistry services) {
            if (services.requireService(JdbcServices.class).getDialect() instanceof SQLiteDialect) {
                types.contributeJdbcType(new SqliteInstants());
            }
        }
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new BasicBinder<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                    throws SQLException {
                statement.setString(index, text(value, options));
            }

            @Override
            protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                    throws SQLException {
                statement.setString(name, text(value, options));
            }

            private String text(X value, WrapperOptions options) {
                return FORMAT.format(getJavaType().unwrap(value, Instant.class, options));
            }
        };
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> javaType) {
        return new BasicExtractor<>(javaType, this) {
            private static final long serialVersionUID = 1L;

            @Override
            protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
                return value(row.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
                    throws SQLException {
                return value(statement.getString(index), options);
            }

            @Override
            protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
                    throws SQLException {
                return value(statement.getString(name), options);
            }

            private @Nullable X value(@Nullable String text, WrapperOptions options) {
                return text == null ? null : getJavaType().wrap(Instant.parse(text), options);
            }
        };
    }
}
