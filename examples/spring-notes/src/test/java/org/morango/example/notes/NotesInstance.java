package org.morango.example.notes;

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
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application on a free port with an in-memory database, used over HTTP as its page does. */
record NotesInstance(ConfigurableApplicationContext context) implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    static NotesInstance start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.org.apache.catalina.loader=error",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new NotesInstance(
                new SpringApplicationBuilder(NotesApplication.class).run(arguments.toArray(String[]::new)));
    }

    static NotesInstance joining(NotesInstance other) {
        return start("morango.peers[0].name=founder", "morango.peers[0].url=" + other.url());
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

    /** Requests a sync and listens until an event reports its end; returns the names of all events. */
    List<String> sync() throws Exception {
        HttpResponse<InputStream> events = CLIENT.send(
                HttpRequest.newBuilder(URI.create(url() + "api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        List<String> names = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("event:")) {
                    continue;
                }
                names.add(line.substring("event:".length()));
                switch (names.get(names.size() - 1)) {
                    case "connected" -> send("POST", "sync", "");
                    case "succeeded", "failed" -> {
                        return names;
                    }
                    default -> {}
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
