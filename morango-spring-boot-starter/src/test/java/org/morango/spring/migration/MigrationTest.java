package org.morango.spring.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.morango.hibernate.Morango;
import org.morango.record.Ids;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables of the library beside those of the application. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationTest {

    @SpringBootApplication(proxyBeanMethods = false)
    static class MigratedApp {}

    /** Migrations in Java, and a strategy. Not a configuration, which the other application would find. */
    static class OwnMigrations {
        @Bean
        JavaMigration samples() {
            return new V2__samples();
        }

        @Bean
        FlywayMigrationStrategy emptyFirst() {
            return flyway -> {
                flyway.clean();
                flyway.migrate();
            };
        }
    }

    /** The name says the version. */
    @SuppressWarnings("checkstyle:TypeName")
    static final class V2__samples extends BaseJavaMigration {
        @Override
        public void migrate(Context context) throws Exception {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("create table sample (id bigint primary key)");
            }
        }
    }

    private static ConfigurableApplicationContext start(String... more) {
        return start(MigratedApp.class, more);
    }

    private static ConfigurableApplicationContext start(Class<?> source, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=error",
                "--spring.main.banner-mode=off",
                "--spring.jpa.open-in-view=false",
                "--spring.flyway.locations=classpath:migration"));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(MigratedApp.class, source).run(arguments.toArray(String[]::new));
    }

    @Test
    void bothSchemasAreThereBeforeThePeerIs() {
        try (ConfigurableApplicationContext app = start(
                "--spring.flyway.enabled=true",
                "--spring.jpa.hibernate.ddl-auto=validate",
                "--spring.datasource.url=jdbc:h2:mem:flyway;DB_CLOSE_DELAY=-1")) {
            app.getBean(EntityManagerFactory.class)
                    .runInTransaction(entities -> entities.persist(new Notice(Ids.hash("school"), "Closed on Monday")));
            assertThat(app.getBean(Morango.class).pendingRecords().count()).isZero();
        }
    }

    @Test
    void liquibaseMakesBothTables() throws Exception {
        String url = "jdbc:h2:mem:liquibase;DB_CLOSE_DELAY=-1;USER=sa";
        new CommandScope(UpdateCommandStep.COMMAND_NAME)
                .addArgumentValue(DbUrlConnectionArgumentsCommandStep.URL_ARG, url)
                .addArgumentValue(
                        UpdateCommandStep.CHANGELOG_FILE_ARG.getName(), "org/morango/migrations/changelog.xml")
                .execute();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(Path.of("src/test/resources/migration/V1__notices.sql")));
        }
        try (ConfigurableApplicationContext app = start(
                "--spring.flyway.enabled=false",
                "--spring.jpa.hibernate.ddl-auto=validate",
                "--spring.datasource.url=" + url)) {
            assertThat(app.getBean(Morango.class).pendingRecords().count()).isZero();
        }
    }

    @Test
    void applicationsOwnMigrationsRunOnceAndFirst() {
        String[] own = {
            "--spring.flyway.enabled=true",
            "--spring.flyway.clean-disabled=false",
            "--spring.flyway.table=own_history",
            "--spring.flyway.sql-migration-prefix=V",
            "--spring.flyway.placeholders.school=x",
            "--spring.flyway.target=2",
            "--spring.jpa.hibernate.ddl-auto=validate",
            "--spring.datasource.url=jdbc:h2:mem:own;DB_CLOSE_DELAY=-1"
        };
        for (int starts = 1; starts <= 2; starts++) {
            try (ConfigurableApplicationContext app = start(OwnMigrations.class, own)) {
                JdbcClient database = app.getBean(JdbcClient.class);
                assertThat(database.sql(
                                        "select \"version\" from \"own_history\" where \"version\" is not null order by 1")
                                .query(String.class)
                                .list())
                        .containsExactly("1", "2");
                assertThat(database.sql("select \"script\" from \"morango_schema_history\" where \"type\" = 'SQL'")
                                .query(String.class)
                                .list())
                        .contains("V1__tables.sql")
                        .noneMatch(script -> script.contains("notices"));
                assertThat(app.getBean(Morango.class).pendingRecords().count()).isZero();
            }
        }
    }

    @Test
    void schemaThatIsMissingIsNamed() {
        assertThatThrownBy(() -> start(
                        "--spring.flyway.enabled=false",
                        "--spring.jpa.hibernate.ddl-auto=none",
                        "--spring.datasource.url=jdbc:h2:mem:empty"))
                .hasStackTraceContaining("The database lacks what this library needs")
                .hasStackTraceContaining("org/morango/migrations");
    }

    @Test
    void schemaThatHibernateMissesIsNamedToo(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                        "--spring.flyway.enabled=true",
                        "--morango.migrate=false",
                        "--spring.jpa.hibernate.ddl-auto=validate",
                        "--spring.datasource.url=jdbc:h2:mem:invalid"))
                .hasStackTraceContaining("missing table [morango_");
        assertThat(output.getAll())
                .contains(
                        "APPLICATION FAILED TO START",
                        "The database lacks what Morango needs",
                        "missing table [morango_",
                        "org/morango/migrations",
                        "docs/migrations.md");
    }
}
