package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.Morango;
import org.morango.spring.autoconfigure.MorangoIdleAutoConfiguration;
import org.morango.spring.plain.Customer;
import org.morango.spring.plain.PlainApp;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application that has the starter on its class path, and no entity to sync yet. */
@ExtendWith(OutputCaptureExtension.class)
class IdleTest {

    private static ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=error",
                "--spring.main.banner-mode=off",
                "--spring.jpa.open-in-view=false",
                "--spring.flyway.enabled=true",
                "--spring.flyway.locations=classpath:plain",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
        Arrays.stream(properties).map(property -> "--" + property).forEach(arguments::add);
        return new SpringApplicationBuilder(PlainApp.class).run(arguments.toArray(String[]::new));
    }

    private static List<String> tables(ConfigurableApplicationContext app) {
        return app.getBean(JdbcClient.class)
                .sql("select lower(table_name) from information_schema.tables where table_schema = 'PUBLIC' order by 1")
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "update"})
    void applicationIsAsItWas(String ddl, CapturedOutput output) {
        try (LoggedInfo info = LoggedInfo.of(MorangoIdleAutoConfiguration.class);
                ConfigurableApplicationContext app = start("spring.jpa.hibernate.ddl-auto=" + ddl)) {
            assertThat(info.logger().isInfoEnabled()).isTrue();
            EntityManagerFactory factory = app.getBean(EntityManagerFactory.class);
            factory.runInTransaction(entities -> entities.persist(new Customer("Ada")));

            assertThat(tables(app)).containsExactly("customer", "flyway_schema_history");
            assertThat(factory.getMetamodel().getEntities())
                    .extracting(EntityType::getName)
                    .containsExactly("Customer");
            assertThat(Arrays.stream(app.getBeanDefinitionNames()).filter(name -> name.startsWith("morango")))
                    .containsExactly("morangoIdleLine");
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("Morango does nothing")))
                .singleElement()
                .asString()
                .contains(" INFO ", "[org.morango.spring.plain]", "@Syncable", "morango.enabled");
    }

    @Test
    void applicationThatPassesOnRecordsIsAPeer() {
        try (ConfigurableApplicationContext app =
                start("spring.jpa.properties.morango.tables=true", "spring.jpa.hibernate.ddl-auto=validate")) {
            assertThat(app.getBean(Morango.class).pendingRecords().count()).isZero();
        }
    }

    @Test
    void applicationThatMeansToBeAPeerIsToldWhatItLacks() {
        assertThatThrownBy(() -> start("morango.enabled=true")).hasStackTraceContaining("has no synced entities");
    }

    @Test
    void lineIsNotLoggedIfItIsSwitchedOff(CapturedOutput output) {
        try (LoggedInfo info = LoggedInfo.of(MorangoIdleAutoConfiguration.class);
                ConfigurableApplicationContext app = start("morango.enabled=false")) {
            assertThat(info.logger().isInfoEnabled()).isTrue();
            assertThat(app.containsBean("morangoIdleLine")).isFalse();
        }
        assertThat(output.getAll()).doesNotContain("Morango does nothing");
    }
}
