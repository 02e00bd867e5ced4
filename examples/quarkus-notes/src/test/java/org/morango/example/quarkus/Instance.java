package org.morango.example.quarkus;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built application as a process on a free port, with an in-memory database. */
record Instance(Process process, String url) implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Instance start(String... properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The process ends soon.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0"));
        command.addAll(List.of(properties));
        command.addAll(List.of(
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar")
                        .toAbsolutePath()
                        .toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                // Reads the output, so that the pipe does not fill up.
                Thread rest = new Thread(() -> output.lines().forEach(System.out::println));
                rest.setDaemon(true);
                rest.start();
                return new Instance(process, "http://127.0.0.1:" + listening.group(1) + "/");
            }
        }
        throw new AssertionError("It has not started:\n" + read);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "text/plain")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String text) throws Exception {
        return send("POST", path, text);
    }

    void delete(String path) throws Exception {
        succeed(send("DELETE", path, ""));
    }

    private static void succeed(HttpResponse<String> answer) {
        if (answer.statusCode() != 204) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    String get(String path) throws Exception {
        return send("GET", path, "").body();
    }

    List<String> notes() throws Exception {
        return get("notes").lines().toList();
    }

    /** Ends the process as a service manager does, and returns whether it has ended within this time. */
    boolean end(Duration limit) throws InterruptedException {
        process.destroy();
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
