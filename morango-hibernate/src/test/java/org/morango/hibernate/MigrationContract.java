package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.hibernate.model.Facility;
import org.morango.replica.ReplicaException;
import org.morango.settings.PeerSettings;

/** The migrations make the schema that Hibernate would create, and upgrade older ones. */
abstract class MigrationContract {
    private static final String NEWEST = "1";

    private final TestDatabase database;

    MigrationContract(TestDatabase database) {
        this.database = database;
    }

    private static String vendor(String url) {
        return url.split(":")[1];
    }

    private static void migrate(String url, String version) {
        migration(url, null, null, vendor(url)).target(version).load().migrate();
    }

    /** Returns the configuration of docs/migrations.md. */
    private static FluentConfiguration migration(
            String url, @Nullable String user, @Nullable String password, String vendor) {
        return Flyway.configure()
                .dataSource(url, user, password)
                .locations("classpath:org/morango/migrations/" + vendor)
                .table("morango_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0");
    }

    private static SessionFactory factory(String url, String schema, Class<?>... entities) {
        Configuration configuration = new Configuration();
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        return configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", schema)
                .setProperty("hibernate.jdbc.time_zone", "UTC")
                // This unit has no synced entities of its own.
                .setProperty(StoreTables.SETTING, "true")
                .buildSessionFactory();
    }

    /** Returns a replica of one installation, even if its tables are copied into another database. */
    private static HibernateReplica replica(SessionFactory factory) {
        return new HibernateReplica(
                (SessionFactoryImplementor) factory,
                PeerSettings.builder().installation("migrated").build(),
                Hooks.NONE);
    }

    /** Returns the URL of a database whose schema Hibernate has created. */
    private String created(Class<?>... entities) {
        String url = database.createUrl();
        factory(url, "create", entities).close();
        return url;
    }

    @Test
    void flywayMakesWhatHibernateWouldCreate() throws SQLException {
        String url = database.createUrl();
        migrate(url, NEWEST);
        assertThat(Schema.of(url, "morango_")).hasSizeGreaterThan(100).isEqualTo(Schema.of(created(), "morango_"));
        try (SessionFactory validated = factory(url, "validate")) {
            assertThat(replica(validated).instance().id()).hasSize(32);
        }
    }

    @Test
    void liquibaseMakesTheSame() throws Exception {
        String url = database.createUrl();
        new CommandScope(UpdateCommandStep.COMMAND_NAME)
                .addArgumentValue(DbUrlConnectionArgumentsCommandStep.URL_ARG, url)
                .addArgumentValue(
                        UpdateCommandStep.CHANGELOG_FILE_ARG.getName(), "org/morango/migrations/changelog.xml")
                .execute();
        assertThat(Schema.of(url, "morango_")).isEqualTo(Schema.of(created(), "morango_"));
    }

    @Test
    void tableOfAnEntityNeedsNothingOfTheLibrary() throws SQLException {
        String url = database.createUrl();
        try (Connection connection = DriverManager.getConnection(url)) {
            application(connection);
        }
        migrate(url, NEWEST);
        assertThat(Schema.of(url, "facility")).isNotEmpty().isEqualTo(Schema.of(created(Facility.class), "facility"));
        try (SessionFactory validated = factory(url, "validate", Facility.class)) {
            assertThat(replica(validated).instance().id()).hasSize(32);
        }
    }

    @Test
    void missingSchemaIsNamedInOneLine() {
        try (SessionFactory factory = factory(database.createUrl(), "none")) {
            assertThatThrownBy(() -> replica(factory))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageContaining("lacks")
                    .hasMessageContaining("table morango_buffer")
                    .hasMessageContaining(" more.")
                    .hasMessageContaining("org/morango/migrations")
                    .hasMessageContaining("hbm2ddl")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void whatIsMissingIsNamedInOneLine() throws SQLException {
        String url = database.createUrl();
        migrate(url, NEWEST);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("alter table morango_store drop column adapted");
            statement.execute("drop table morango_held_back");
            try (SessionFactory factory = factory(url, "none")) {
                assertThatThrownBy(() -> replica(factory))
                        .isInstanceOfSatisfying(
                                ReplicaException.class,
                                e -> assertThat(e.ids().get("missing").split("; "))
                                        .containsExactlyInAnyOrder(
                                                "column adapted of morango_store", "table morango_held_back"));
            }
        }
    }

    /** Runs the application's own migrations. */
    private static void application(Connection connection) throws SQLException {
        String vendor = vendor(connection.getMetaData().getURL());
        String exact = vendor.equals("mariadb") ? " collate utf8mb4_nopad_bin" : "";
        String time = switch (vendor) {
            case "mariadb" -> "datetime(6)";
            case "sqlite" -> "timestamp";
            default -> "timestamp(6) with time zone";
        };
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table Facility (id varchar(32)" + exact + " not null, name varchar(255), nowDate "
                    + time
                    + ", parent_id varchar(32)" + exact + ", primary key (id)"
                    + (vendor.equals("sqlite") ? "" : ", foreign key (parent_id) references Facility (id)") + ")");
        }
    }

    /** The tables that a database reports. */
    private static final class Schema {
        private Schema() {}

        static List<String> tables(String url, String prefix) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url)) {
                return tables(connection, prefix);
            }
        }

        private static List<String> tables(Connection connection, String prefix) throws SQLException {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = connection
                    .getMetaData()
                    .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"
                    })) {
                while (found.next()) {
                    String name = found.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                    if (name.startsWith(prefix) && !name.equals("morango_schema_history")) {
                        tables.add(found.getString("TABLE_NAME"));
                    }
                }
            }
            return tables;
        }

        /** Returns columns, keys and indexes, one a line, sorted. */
        static List<String> of(String url, String prefix) throws SQLException {
            List<String> lines = new ArrayList<>();
            try (Connection connection = DriverManager.getConnection(url)) {
                for (String table : tables(connection, prefix)) {
                    columns(connection, table, lines);
                    indexes(connection, table, lines);
                }
            }
            return lines.stream()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .sorted()
                    .toList();
        }

        private static void columns(Connection connection, String table, List<String> lines) throws SQLException {
            try (ResultSet columns =
                    connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
                while (columns.next()) {
                    lines.add(table + "." + columns.getString("COLUMN_NAME") + " " + columns.getString("TYPE_NAME")
                            + " " + columns.getInt("COLUMN_SIZE") + " nullable " + columns.getInt("NULLABLE"));
                }
            }
            List<String> key = new ArrayList<>();
            try (ResultSet keys =
                    connection.getMetaData().getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table)) {
                while (keys.next()) {
                    key.add(String.format("%02d %s", keys.getInt("KEY_SEQ"), keys.getString("COLUMN_NAME")));
                }
            }
            Collections.sort(key);
            lines.add(table + " key " + key);
        }

        private static void indexes(Connection connection, String table, List<String> lines) throws SQLException {
            try (ResultSet indexes = connection
                    .getMetaData()
                    .getIndexInfo(connection.getCatalog(), connection.getSchema(), table, false, true)) {
                while (indexes.next()) {
                    String name = indexes.getString("INDEX_NAME");
                    // The database names the indexes of keys itself.
                    if (name != null && name.toLowerCase(Locale.ROOT).contains("morango") && !name.contains("pkey")) {
                        lines.add(table + " index " + name + " " + indexes.getInt("ORDINAL_POSITION") + " "
                                + indexes.getString("COLUMN_NAME") + " unique " + !indexes.getBoolean("NON_UNIQUE"));
                    }
                }
            }
        }
    }
}
