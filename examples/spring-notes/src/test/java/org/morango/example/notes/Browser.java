package org.morango.example.notes;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A headless Chromium, controlled with its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LISTENING = "DevTools listening on ws://";
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final Answers answers;
    private final AtomicInteger ids = new AtomicInteger();

    private Browser(Process process, WebSocket socket, Answers answers) {
        this.process = process;
        this.socket = socket;
        this.answers = answers;
    }

    /** Returns the program, if it is installed. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path program, Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            JsonNode targets = JSON.readTree(client.send(
                            HttpRequest.newBuilder(URI.create("http://" + address(process) + "/json/list"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            String page = "";
            for (JsonNode target : targets) {
                if (target.get("type").stringValue().equals("page")) {
                    page = target.get("webSocketDebuggerUrl").stringValue();
                }
            }
            Answers answers = new Answers();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(page), answers)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return new Browser(process, socket, answers);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String address(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                // Reads the output, so that the browser never has to wait for a reader.
                Thread drain = new Thread(() -> lines.lines().forEach(ignored -> {}), "browser-output");
                drain.setDaemon(true);
                drain.start();
                return line.substring(LISTENING.length(), line.indexOf('/', LISTENING.length()));
            }
            said.append(line).append('\n');
        }
        throw new IOException("The browser has not started:\n" + said);
    }

    void open(String url) throws Exception {
        ask("Page.navigate", JSON.createObjectNode().put("url", url));
    }

    /** Returns the value of a script as text. */
    String evaluate(String script) throws Exception {
        JsonNode result = ask(
                "Runtime.evaluate",
                JSON.createObjectNode().put("expression", script).put("returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(result.get("exceptionDetails").toString());
        }
        JsonNode value = result.get("result").get("value");
        return value == null ? "" : value.asString();
    }

    /** Waits until a script returns {@code true}. */
    void await(String script) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate(script).equals("true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        script + " has not come true; the page says: " + evaluate("document.body.innerText"));
            }
            Thread.sleep(50);
        }
    }

    private JsonNode ask(String method, ObjectNode params) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = answers.expect(id);
        ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
        question.set("params", params);
        socket.sendText(question.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode received = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (received.has("error")) {
            throw new AssertionError(received.get("error").toString());
        }
        return received.get("result");
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Assembles messages and passes them to the callers that wait for them. */
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> expected = new ConcurrentHashMap<>();
        private final StringBuilder text = new StringBuilder();

        CompletableFuture<JsonNode> expect(int id) {
            return expected.computeIfAbsent(id, i -> new CompletableFuture<>());
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                if (message.has("id")) {
                    expect(message.get("id").intValue()).complete(message);
                }
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
