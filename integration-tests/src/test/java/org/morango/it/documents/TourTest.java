package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.documents.CompiledFiles;
import org.morango.documents.Document;

/** Follows docs/tour.md, one command after another. */
class TourTest {
    private static final Pattern ARGUMENTS = Pattern.compile("-Dexec.args=\"(.*)\"$");
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

    /** What a command prints, apart from what commands print that run beside it. */
    private static final InheritableThreadLocal<OutputStream> PRINTED = new InheritableThreadLocal<>();

    private final PrintStream out = System.out;
    private final InputStream in = System.in;

    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
    Path folder;

    @BeforeEach
    void separateOutputs() {
        PRINTED.set(out);
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        OutputStream printed = PRINTED.get();
                        (printed == null ? out : printed).write(b);
                    }
                },
                true,
                StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(out);
        System.setIn(in);
    }

    @Test
    void everyCommandDoesWhatIsSaid() throws Exception {
        assumeTrue(Version.getVersionString().startsWith("7."), "the tour needs the API of Jakarta Persistence 3.2");
        Document tour = Document.read("tour.md").with("8080", String.valueOf(freePort()));
        List<List<String>> commands = tour.commands().stream()
                .map(ARGUMENTS::matcher)
                .filter(command -> command.find())
                .map(command -> arguments(command.group(1)))
                .toList();
        assertThat(commands)
                .extracting(command -> command.get(1))
                .containsExactly("found", "add", "invite", "serve", "join", "add", "keep", "list", "add", "list");

        try (URLClassLoader classes = CompiledFiles.load(folder, tour.files())) {
            String book = run(classes, commands.get(0)).strip();
            assertThat(book).matches("[0-9a-f]{32}");
            run(classes, commands.get(1));
            String invitation = run(classes, commands.get(2));
            assertThat(invitation).startsWith("morango:http://localhost:");
            Keyboard ofServer = new Keyboard();
            CompletableFuture<Void> server = begin(classes, commands.get(3), ofServer);
            System.setIn(new ByteArrayInputStream(invitation.getBytes(StandardCharsets.UTF_8)));
            run(classes, commands.get(4));
            run(classes, commands.get(5));
            List<String> expected = tour.blocks("text");
            Keyboard ofLaptop = new Keyboard();
            CompletableFuture<Void> laptop = begin(classes, commands.get(6), ofLaptop);
            assertThat(run(classes, commands.get(7))).isEqualTo(expected.get(0));
            run(classes, commands.get(8));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(run(classes, commands.get(9))).isEqualTo(expected.get(1)));
            ofLaptop.enter();
            laptop.get(1, TimeUnit.MINUTES);
            ofServer.enter();
            server.get(1, TimeUnit.MINUTES);
            List<String> list = List.of(commands.get(0).get(0), "list");
            assertThat(run(classes, list))
                    .as("at the other side")
                    .isEqualTo(tour.blocks("text").get(1));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<String> arguments(String line) {
        return ARGUMENT.matcher(line)
                .results()
                .map((MatchResult a) -> a.group(1) == null ? a.group(2) : a.group(1))
                .toList();
    }

    private String run(ClassLoader classes, List<String> arguments) throws ReflectiveOperationException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PRINTED.set(said);
        main(classes, arguments);
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** Runs a command that goes on until Enter is typed; returns once it waits for that. */
    private CompletableFuture<Void> begin(ClassLoader classes, List<String> arguments, Keyboard keyboard)
            throws Exception {
        System.setIn(keyboard);
        CompletableFuture<Void> command = CompletableFuture.runAsync(
                () -> {
                    PRINTED.set(OutputStream.nullOutputStream());
                    try {
                        main(classes, arguments);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                },
                // Does not use the common pool, which the JDK's HTTP client needs and which may have a single thread.
                task -> new Thread(task).start());
        CompletableFuture.anyOf(command, keyboard.awaited).get(1, TimeUnit.MINUTES);
        assertThat(command).as("%s", arguments).isNotDone();
        return command;
    }

    /** Tells when a command waits for it, because commands of one process read one {@link System#in} after another. */
    private static final class Keyboard extends InputStream {
        private final CompletableFuture<Void> awaited = new CompletableFuture<>();
        private final CompletableFuture<Integer> typed = new CompletableFuture<>();

        void enter() {
            typed.complete((int) '\n');
        }

        @Override
        public int read() {
            awaited.complete(null);
            return typed.orTimeout(2, TimeUnit.MINUTES).join();
        }
    }

    /** Runs a main class in a folder of the test, because the tour's databases are in the current folder. */
    private void main(ClassLoader classes, List<String> arguments) throws ReflectiveOperationException {
        String[] own = arguments.toArray(String[]::new);
        own[0] = Path.of("")
                .toAbsolutePath()
                .relativize(folder.toAbsolutePath())
                .resolve(own[0])
                .toString();
        Thread.currentThread().setContextClassLoader(classes);
        classes.loadClass("tour.Notes").getMethod("main", String[].class).invoke(null, (Object) own);
    }

    @Test
    void projectDependsOnWhatIsBuiltHere() throws IOException {
        String tour = Document.read("tour.md").files().get("pom.xml");
        String parent = Files.readString(Path.of("../pom.xml"));
        assertThat(tour)
                .contains("<version>" + first(parent, "</artifactId>\\s+<version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<h2.version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<slf4j.version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<exec.version>([^<]+)") + "</version>");
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
