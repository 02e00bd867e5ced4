package org.morango.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.vertx.http.deployment.HttpRootPathBuildItem;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.quarkus.MorangoBuildTimeConfig;

class MorangoProcessorTest {

    @Entity
    @Syncable(profile = "book", model = "page")
    static class Page {
        @Id
        Long id;
    }

    @Entity
    static class Chapter extends SyncableEntity {
        @Override
        protected String partition() {
            return "all";
        }
    }

    @Entity
    static class Draft {
        @Id
        Long id;
    }

    private static boolean isPeer(Map<String, String> properties, Class<?>... classes) throws IOException {
        MorangoBuildTimeConfig config = new SmallRyeConfigBuilder()
                .withMapping(MorangoBuildTimeConfig.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(MorangoBuildTimeConfig.class);
        Index index = Index.of(classes);
        return new MorangoProcessor().peer(config, new CombinedIndexBuildItem(index, index)) != null;
    }

    @Test
    void syncedEntitiesMakeAPeer() throws IOException {
        assertThat(isPeer(Map.of(), Page.class)).isTrue();
        assertThat(isPeer(Map.of(), Chapter.class)).isTrue();
        assertThat(isPeer(Map.of(), Draft.class)).isFalse();
    }

    @Test
    void theConfigurationDecides() throws IOException {
        assertThat(isPeer(Map.of("quarkus.morango.enabled", "true"), Draft.class))
                .isTrue();
        assertThat(isPeer(Map.of("quarkus.morango.enabled", "false"), Page.class))
                .isFalse();
    }

    @Test
    void endpointsAreBelowBothPaths() {
        HttpRootPathBuildItem root = new HttpRootPathBuildItem("/");
        assertThat(MorangoProcessor.path(root, "/")).isEqualTo("/api/morango/v1/");
        assertThat(MorangoProcessor.path(root, "sync")).isEqualTo("/sync/api/morango/v1/");
        assertThat(MorangoProcessor.path(new HttpRootPathBuildItem("/app"), "/sync/"))
                .isEqualTo("/app/sync/api/morango/v1/");
    }

    /** Quarkus runs only the steps of the classes in this list. */
    @Test
    void stepsAreListed() throws IOException {
        assertThat(Arrays.stream(MorangoProcessor.class.getDeclaredMethods())
                        .anyMatch(method -> method.isAnnotationPresent(BuildStep.class)))
                .isTrue();
        try (var list = getClass().getResourceAsStream("/META-INF/quarkus-build-steps.list")) {
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly(MorangoProcessor.class.getName());
        }
    }
}
