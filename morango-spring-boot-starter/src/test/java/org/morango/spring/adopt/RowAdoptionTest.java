package org.morango.spring.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.common.Threads;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application adopts its rows when it starts. */
class RowAdoptionTest {
    private static final String URL = "jdbc:h2:mem:adoption;DB_CLOSE_DELAY=-1";
    private static final AtomicReference<ExecutorService> ADOPTION = new AtomicReference<>();

    @SpringBootApplication(proxyBeanMethods = false)
    static class Hotel {
        @Bean
        ScopeDefinition wholeHotel() {
            return ScopeDefinition.named("hotel", "hotel")
                    .primaryParam("root")
                    .readWrite("${root}")
                    .build();
        }

        @Bean
        Threads threads() {
            return (name, most) -> {
                ExecutorService pool = Executors.newFixedThreadPool(most);
                if (name.equals("morango-adoption")) {
                    ADOPTION.set(pool);
                }
                return pool;
            };
        }
    }

    private static ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--spring.jpa.open-in-view=false",
                "--spring.flyway.enabled=false",
                "--spring.jpa.hibernate.ddl-auto=update",
                "--spring.datasource.url=" + URL));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(Hotel.class).run(arguments.toArray(String[]::new));
    }

    @Test
    void rowsAreAdoptedOnce() throws Exception {
        try (ConfigurableApplicationContext app = start()) {
            app.getBean(JdbcClient.class)
                    .sql("insert into guest (name) values ('Ada'), ('Kim')")
                    .update();
            app.getBean(Morango.class).certificates().createRoot("hotel");
            assertThat(app.getBean(Morango.class).recordId(Guest.class, 1L)).isEmpty();
        }
        for (int i = 0; i < 2; i++) {
            try (ConfigurableApplicationContext app =
                    start("--morango.adopt.enabled=true", "--morango.adopt.matching.Guest=name")) {
                assertThat(ADOPTION.get().awaitTermination(1, TimeUnit.MINUTES)).isTrue();
                assertThat(app.getBean(Morango.class).recordId(Guest.class, 1L)).isPresent();
                assertThat(app.getBean(Morango.class).recordId(Guest.class, 2L)).isPresent();
                assertThat(app.getBean(Morango.class).storeFigures().records()).isEqualTo(2);
            }
        }
    }

    @Test
    void entityIsNamedAsInQueries() {
        assertThatThrownBy(() -> start("--morango.adopt.enabled=true", "--morango.adopt.matching.visitor=name"))
                .hasRootCauseInstanceOf(MorangoException.class)
                .hasRootCauseMessage("morango.adopt.matching names visitor, which is not a synced entity of this"
                        + " application. Name it as queries do.");
    }
}
