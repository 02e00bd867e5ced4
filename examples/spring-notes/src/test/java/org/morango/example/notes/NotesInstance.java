package org.morango.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application on a free port with an in-memory database, used over HTTP as its page does. */
record NotesInstance(ConfigurableApplicationContext context) implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PATIENCE = 600;
    private static final JsonMapper JSON = new JsonMapper();

    static NotesInstance start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new NotesInstance(
                new SpringApplicationBuilder(NotesApplication.class).run(arguments.toArray(String[]::new)));
    }

    static NotesInstance founder() {
        return start("morango.create-root=whole-notes");
    }

    static NotesInstance joining(NotesInstance other) {
        return joining(other, "secret");
    }

    static NotesInstance joining(NotesInstance other, String password) {
        return start(
                "morango.peers[0].name=founder",
                "morango.peers[0].url=" + other.url(),
                "morango.peers[0].join.user=notes",
                "morango.peers[0].join.password=" + password);
    }

    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/";
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url() + "api/" + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    int status(String method, String path, String text) throws Exception {
        return send(method, path, JSON.createObjectNode().put("text", text).toString())
                .statusCode();
    }

    /** Posts a text; returns the id of what was created. */
    String post(String path, String text) throws Exception {
        HttpResponse<String> answer =
                send("POST", path, JSON.createObjectNode().put("text", text).toString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Returns all notebooks and notes, as {@code title: text, text}. */
    List<String> contents() throws Exception {
        List<String> contents = new ArrayList<>();
        for (JsonNode notebook : JSON.readTree(send("GET", "notebooks", "").body())) {
            List<String> texts = new ArrayList<>();
            notebook.get("notes").forEach(note -> texts.add(note.get("text").stringValue()));
            contents.add(notebook.get("title").stringValue() + ": " + String.join(", ", texts));
        }
        return contents;
    }

    /** Returns the key that a notebook has here. */
    String notebook(String title) throws Exception {
        for (JsonNode notebook : JSON.readTree(send("GET", "notebooks", "").body())) {
            if (notebook.get("title").stringValue().equals(title)) {
                return notebook.get("id").asString();
            }
        }
        throw new AssertionError(title);
    }

    /** Waits until these are all notebooks and notes. */
    void awaitContents(String... expected) throws Exception {
        List<String> last = contents();
        for (int i = 0; i < PATIENCE && !last.equals(List.of(expected)); i++) {
            Thread.sleep(50);
            last = contents();
        }
        assertThat(last).containsExactly(expected);
    }

    void awaitState(String phase) throws Exception {
        String last = state();
        for (int i = 0; i < PATIENCE && !last.equals(phase); i++) {
            Thread.sleep(50);
            last = state();
        }
        assertThat(last).isEqualTo(phase);
    }

    private String state() throws Exception {
        return JSON.readTree(send("GET", "peers", "").body())
                .get(0)
                .get("phase")
                .stringValue();
    }

    /** Listens as a page does until an event comes; returns the names of all events. */
    List<String> eventsUntil(String last, Callable<?> cause) throws Exception {
        HttpResponse<InputStream> events = CLIENT.send(
                HttpRequest.newBuilder(URI.create(url() + "api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        List<String> names = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    names.add(line.substring("event:".length()));
                    if (line.endsWith(":connected")) {
                        cause.call();
                    }
                    if (line.endsWith(":" + last)) {
                        return names;
                    }
                }
            }
        }
        throw new IOException("The events have ended.");
    }

    @Override
    public void close() {
        context.close();
    }
}
