package org.morango.example.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances of the application that keep in sync over HTTP. */
class Boot3Test {

    @Test
    void twoInstancesKeepInSync() throws InterruptedException {
        assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");
        assertThat(Version.getVersionString()).startsWith("6.6.");
        try (ServletWebServerApplicationContext city = start("morango.create-root=whole-notes");
                ServletWebServerApplicationContext village = start(
                        "morango.peers[0].url=http://localhost:"
                                + city.getWebServer().getPort() + "/",
                        "morango.peers[0].join.user=ada",
                        "morango.peers[0].join.password=secret")) {
            Notes ours = village.getBean(Notes.class);
            Notes theirs = city.getBean(Notes.class);
            theirs.save(new Note("Buy tickets"));
            ours.save(new Note("Call Ada"));
            village.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
                ours.save(new Note("Never mind"));
                transaction.setRollbackOnly();
            });
            await(ours, "Buy tickets", "Call Ada");
            await(theirs, "Buy tickets", "Call Ada");

            ours.deleteAll(ours.findAll().stream()
                    .filter(note -> note.text().startsWith("Buy"))
                    .toList());
            await(theirs, "Call Ada");
        }
    }

    private static void await(Notes notes, String... expected) throws InterruptedException {
        for (int i = 0; i < 600 && !texts(notes).equals(List.of(expected)); i++) {
            Thread.sleep(50);
        }
        assertThat(texts(notes)).containsExactly(expected);
    }

    private static List<String> texts(Notes notes) {
        return notes.findAll().stream().map(Note::text).sorted().toList();
    }

    private static ServletWebServerApplicationContext start(String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "server.port=0",
                "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "spring.jpa.hibernate.ddl-auto=update",
                "spring.jpa.open-in-view=false"));
        properties.addAll(List.of(more));
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Boot3Application.class)
                .properties(properties.toArray(String[]::new))
                .run();
    }
}
