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
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.model.Learner;
import org.morango.replica.ReplicaException;
import org.morango.settings.PeerSettings;

/** A start on tables that lack columns names the columns and the remedy. */
class MissingColumnsTest {
    private final String url = Application.url();

    private void start(String ddl) {
        try (SessionFactory factory = Application.configuration(
                        url, Map.of("hibernate.hbm2ddl.auto", ddl), Learner.class)
                .buildSessionFactory()) {
            new HibernateReplica((SessionFactoryImplementor) factory, PeerSettings.defaults(), Hooks.NONE);
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
