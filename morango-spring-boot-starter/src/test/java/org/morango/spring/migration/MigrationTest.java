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
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.Morango;
import org.morango.record.Ids;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Code of docs/migrations.md, together with the application's own migrations. */
class MigrationTest {

    @SpringBootApplication(proxyBeanMethods = false)
    static class MigratedApp {
        @Bean
        FlywayMigrationStrategy libraryAsWell() {
            return flyway -> {
                flyway.migrate();
                Flyway.configure()
                        .configuration(flyway.getConfiguration())
                        .locations("classpath:org/morango/migrations/h2")
                        .table("morango_schema_history")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load()
                        .migrate();
            };
        }
    }

    private static ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=error",
                "--spring.main.banner-mode=off",
                "--spring.jpa.open-in-view=false",
                "--spring.flyway.locations=classpath:migration"));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(MigratedApp.class).run(arguments.toArray(String[]::new));
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
                        UpdateCommandStep.CHANGELOG_FILE_ARG.getName(),
                        "org/morango/migrations/spring-boot-changelog.xml")
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
    void schemaThatIsMissingIsNamed() {
        assertThatThrownBy(() -> start(
                        "--spring.flyway.enabled=false",
                        "--spring.jpa.hibernate.ddl-auto=none",
                        "--spring.datasource.url=jdbc:h2:mem:empty"))
                .hasStackTraceContaining("The database lacks what this library needs")
                .hasStackTraceContaining("org/morango/migrations");
    }
}
