package org.morango.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.documents.CompiledFiles;
import org.morango.documents.Document;

/** Follows docs/tour-spring.md, in two processes. */
class SpringTourTest {
    private static final Pattern CURL = Pattern.compile("curl -s(X POST)? (\\S+)(?: -d (?:\"([^\"]*)\"|(\\S+)))?$");
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)=\\$\\((curl .*)\\)");
    private static final Pattern RESOURCES = Pattern.compile("src/main/resources/(.*)");

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void everyCommandDoesWhatIsSaid() throws Exception {
        Document tour = Document.read("tour-spring.md")
                .with("8081", String.valueOf(freePort()))
                .with("8082", String.valueOf(freePort()));
        Path classes = CompiledFiles.compile(folder, tour.files());
        for (var file : tour.files().entrySet()) {
            Matcher resource = RESOURCES.matcher(file.getKey());
            if (resource.matches()) {
                Files.writeString(classes.resolve(resource.group(1)), file.getValue());
            }
        }
        String expected = tour.blocks("json").get(0).strip();
        int read = 0;
        for (String command : tour.commands()) {
            Matcher export = EXPORT.matcher(command);
            if (export.matches()) {
                environment.put(export.group(1), curl(export.group(2)));
            } else if (command.startsWith("java ")) {
                start(classes, command.replaceAll("^java -jar \\S+ ", "").split(" "));
            } else if (command.startsWith("curl ")) {
                String answer = curl(command);
                if (command.endsWith("/notes")) {
                    awaitSame(command, answer, expected);
                    read++;
                }
            } else {
                assertThat(command).startsWith("mvn ");
            }
        }
        assertThat(read).isEqualTo(2);
    }

    /** The notes travel by themselves. */
    private void awaitSame(String command, String answer, String expected) throws Exception {
        String last = answer;
        for (int i = 0; i < 300 && !last.equals(expected); i++) {
            Thread.sleep(100);
            last = curl(command);
        }
        assertThat(last).isEqualTo(expected);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts an instance with only those optional dependencies of the starter that the tour's project has. */
    private void start(Path classes, String... arguments) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path ->
                        !path.contains("security") && !path.contains("flyway") && !path.contains("test-classes"))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes + File.pathSeparator + classPath,
                "tour.NotesApplication"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        StringBuilder said = new StringBuilder();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("Started NotesApplication")) {
                return;
            }
        }
        throw new AssertionError(said);
    }

    private String curl(String command) throws IOException, InterruptedException {
        Matcher curl = CURL.matcher(command);
        assertThat(curl.matches()).as(command).isTrue();
        String data = curl.group(3) == null ? curl.group(4) : curl.group(3);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(curl.group(2)));
        if (data != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        if (data != null || curl.group(1) != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(data == null ? "" : data));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(command + "\n" + answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void projectDependsOnWhatIsBuiltHere() throws IOException {
        String tour = Document.read("tour-spring.md").files().get("pom.xml");
        String parent = Files.readString(Path.of("../pom.xml"));
        assertThat(tour)
                .contains("<version>" + first(parent, "</artifactId>\\s+<version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<spring-boot.version>([^<]+)") + "</version>");
    }

    private static String first(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
