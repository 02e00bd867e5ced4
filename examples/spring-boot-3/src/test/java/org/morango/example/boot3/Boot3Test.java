package org.morango.example.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Two instances of the application that sync over HTTP. */
class Boot3Test {

    @Test
    void twoInstancesSync() {
        assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");
        assertThat(Version.getVersionString()).startsWith("6.6.");
        try (ServletWebServerApplicationContext city = start();
                ServletWebServerApplicationContext village = start()) {
            String notebook = city.getBean(Morango.class)
                    .certificates()
                    .createRoot(Boot3Application.NOTEBOOK.id())
                    .id();
            Notes ours = village.getBean(Notes.class);
            Notes theirs = city.getBean(Notes.class);
            theirs.save(new Note(notebook, "Buy tickets"));
            ours.save(new Note(notebook, "Call Ada"));
            village.getBean(TransactionTemplate.class).executeWithoutResult(transaction -> {
                ours.save(new Note(notebook, "Never mind"));
                transaction.setRollbackOnly();
            });
            String url = "http://localhost:" + city.getWebServer().getPort() + "/";
            try (SyncConnection connection = village.getBean(Morango.class).connect(url)) {
                Certificate mine = connection.requestCertificate(
                        notebook, Boot3Application.NOTEBOOK.id(), Map.of("notebook", notebook), "ada", "secret");
                try (SyncClient client = connection.openSession(mine)) {
                    client.pull();
                    client.push();
                    assertThat(texts(ours)).isEqualTo(texts(theirs)).containsExactly("Buy tickets", "Call Ada");

                    ours.deleteAll(ours.findAll().stream()
                            .filter(note -> note.text().startsWith("Buy"))
                            .toList());
                    client.push();
                    assertThat(texts(theirs)).containsExactly("Call Ada");
                }
            }
        }
    }

    private static List<String> texts(Notes notes) {
        return notes.findAll().stream().map(Note::text).sorted().toList();
    }

    private static ServletWebServerApplicationContext start() {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Boot3Application.class)
                .properties(
                        "server.port=0",
                        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "spring.jpa.hibernate.ddl-auto=update",
                        "spring.jpa.open-in-view=false")
                .run();
    }
}
