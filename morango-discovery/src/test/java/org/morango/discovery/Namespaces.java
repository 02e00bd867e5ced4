package org.morango.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Processes in network namespaces of their own on one bridge, without any connection to the machine's network. Linux
 * makes them without special rights, if its administrator allows it.
 */
final class Namespaces implements AutoCloseable {
    private static final List<String> UNSHARE = List.of(
            "unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--mount-proc", "--kill-child", "sh");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Namespaces(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "namespaces");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a main class in each namespace, or skips the test where namespaces cannot be made.
     *
     * @param folder gets the files of the processes
     * @param mains the arguments of a JVM, by the name of the namespace; the first one is at 10.77.0.1
     */
    static Namespaces start(Path folder, Map<String, List<String>> mains) throws IOException, InterruptedException {
        Path script = folder.resolve("namespaces.sh");
        try (InputStream in = Namespaces.class.getResourceAsStream("namespaces.sh")) {
            Files.copy(Objects.requireNonNull(in), script);
        }
        requirePossible(script, Files.createDirectory(folder.resolve("probe")));
        for (Map.Entry<String, List<String>> main : mains.entrySet()) {
            write(folder, main.getKey(), "exec " + java(main.getValue()));
        }
        return new Namespaces(started(script, folder, List.copyOf(mains.keySet())));
    }

    private static void requirePossible(Path script, Path folder) throws IOException, InterruptedException {
        write(folder, "one", "ip -4 -brief address show dev eth0");
        String output;
        int status;
        try {
            Process probe = started(script, folder, List.of("one"));
            if (!probe.waitFor(30, TimeUnit.SECONDS)) {
                probe.destroyForcibly().waitFor();
            }
            status = probe.exitValue();
            output = status > 128
                    ? "it takes too long"
                    : new String(probe.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            output = String.valueOf(e.getMessage());
            status = -1;
        }
        if (status != 0 || !output.contains("10.77.0.1/24")) {
            String reason =
                    "SKIPPED: no network namespaces can be made here, which takes Linux, unshare and ip: " + output;
            System.out.println(reason);
            abort(reason);
        }
    }

    private static void write(Path folder, String name, String command) throws IOException {
        Files.writeString(folder.resolve("run-" + name), command + "\n");
    }

    private static String java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        return String.join(" ", command.stream().map(text -> "'" + text + "'").toList());
    }

    private static Process started(Path script, Path folder, List<String> names) throws IOException {
        List<String> command = new ArrayList<>(UNSHARE);
        command.add(script.toString());
        command.add(folder.toString());
        command.addAll(names);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private void read() {
        try (BufferedReader in = process.inputReader(UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }

    /** Returns all that was printed so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Returns the last line of each kind that a process has printed, by kind: {@code NAME KIND TEXT}. */
    Map<String, String> last(String name) {
        Map<String, String> last = new LinkedHashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ", 3);
            if (parts.length == 3 && parts[0].equals(name)) {
                last.put(parts[1], parts[2]);
            }
        }
        return last;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends all processes. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
