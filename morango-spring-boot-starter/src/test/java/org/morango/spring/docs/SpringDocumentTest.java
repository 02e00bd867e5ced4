package org.morango.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.ConnectionException;
import org.morango.hibernate.Morango;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.live.PeerSyncs;
import org.morango.session.StageContext;
import org.morango.spring.MorangoProperties;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks the statements of docs/spring.md. */
class SpringDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/spring.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(morango\\.[^`]+)` \\| (.*) \\| .+ \\|$", Pattern.MULTILINE);

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(SchoolApp.class)
                .properties(
                        "server.port=0",
                        "logging.level.root=warn",
                        "spring.main.banner-mode=off",
                        "spring.jpa.open-in-view=false",
                        "spring.datasource.generate-unique-name=true",
                        "spring.security.user.name=ada",
                        "spring.security.user.password=secret",
                        "spring.security.user.roles=HEAD",
                        "morango.security.signing-authority=ROLE_HEAD",
                        "morango.settings.client.retries=0")
                .properties(properties)
                .run();
    }

    @Test
    void codeDoesWhatIsSaid() throws Exception {
        try (ConfigurableApplicationContext school = start("morango.create-root=whole-school")) {
            Certificate root =
                    school.getBean(Morango.class).certificates().current().orElseThrow();
            school.getBean(EntityManagerFactory.class)
                    .runInTransaction(entities -> entities.persist(new Lesson(root.id(), "Art")));
            String url = "http://localhost:" + school.getEnvironment().getProperty("local.server.port") + "/";
            try (ConfigurableApplicationContext tablet = start(
                    "morango.peers[0].name=city",
                    "morango.peers[0].url=" + url,
                    "morango.peers[0].join.user=ada",
                    "morango.peers[0].join.password=secret",
                    "morango.peers[1].name=backup",
                    "morango.peers[1].url=https://backup.invalid/",
                    "morango.peers[1].direction=push",
                    "morango.peers[1].keep-in-sync=false")) {
                PeerSyncs syncs = tablet.getBean(PeerSyncs.class);
                syncs.get("city").firstSync().get(60, TimeUnit.SECONDS);
                assertThat(tablet.getBean(SchoolApp.SyncNews.class).shown).contains("city: 1", "city: UP_TO_DATE");
                assertThat(tablet.getBean(SchoolApp.SearchIndex.class).refreshed)
                        .hasAtLeastOneElementOfType(EntityChanges.class)
                        .hasAtLeastOneElementOfType(StageContext.class);
                assertThatThrownBy(() -> SchoolApp.backUp(syncs)).isInstanceOf(ConnectionException.class);
            }
        }
    }

    @Test
    void everyPropertyIsDescribedHereAndForEditors() throws IOException {
        Set<String> here = new TreeSet<>();
        ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> row.group(1).replaceAll("\\.\\*$", "").replaceAll("\\[].*", ""))
                .forEach(here::add);
        Set<String> forEditors = new TreeSet<>();
        JsonNode metadata = new JsonMapper()
                .readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
        for (JsonNode property : metadata.get("properties")) {
            String name = property.get("name").stringValue();
            if (name.startsWith("morango.")) {
                forEditors.add(name);
                assertThat(property.has("description")).as(name).isTrue();
            }
        }
        assertThat(here).isEqualTo(forEditors);
    }

    @Test
    void everyPropertyOfAPeerIsDescribed() throws IOException {
        String document = Files.readString(DOCUMENT);
        requireDescribed(document, "morango.peers[].", MorangoProperties.Peer.class);
        requireDescribed(document, "morango.peers[].join.", MorangoProperties.Join.class);
    }

    private static void requireDescribed(String document, String prefix, Class<?> properties) {
        for (var component : properties.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (!name.equals("join")) {
                assertThat(document).containsPattern("\\| `" + Pattern.quote(prefix + name) + "(\\.\\*)?` \\|");
            }
        }
    }
}
