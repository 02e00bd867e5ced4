package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.model.Learner;
import org.morango.replica.ReplicaException;
import org.morango.settings.PeerSettings;

/** A start on tables that lack columns names the columns and the remedy. */
class MissingColumnsTest {
    private static final String MARKS = "column morango_source_id of Learner, column morango_partition of Learner";

    private final String url = Application.url();

    private void start(String ddl) {
        try (SessionFactory factory = Application.configuration(
                        url, Map.of("hibernate.hbm2ddl.auto", ddl), Learner.class)
                .buildSessionFactory()) {
            new HibernateReplica((SessionFactoryImplementor) factory, PeerSettings.defaults(), Hooks.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "none"})
    void tableWithRowsNeedsAMigrationOfTheApplication(String ddl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            start("create");
            statement.execute("drop table Learner");
            statement.execute("create table Learner (id varchar(32) not null primary key, username varchar(255))");
            statement.execute("insert into Learner (id, username) values ('" + "a".repeat(32) + "', 'ada')");
            assertThatThrownBy(() -> start(ddl))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageContaining(MARKS)
                    .hasMessageContaining("If it has rows, hibernate.hbm2ddl.auto=update cannot add them: add them by a"
                            + " migration of your own")
                    .hasMessageContaining("docs/migrations.md")
                    .hasMessageNotContaining("classpath:org/morango/migrations");
        }
    }

    @Test
    void missingTablesOfTheLibraryNeedItsMigrations() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            start("create");
            statement.execute("alter table morango_instance drop column location");
            assertThatThrownBy(() -> start("none"))
                    .isInstanceOf(ReplicaException.class)
                    .hasMessageContaining("column location of morango_instance")
                    .hasMessageContaining("classpath:org/morango/migrations");
        }
    }
}
