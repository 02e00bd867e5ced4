package org.morango.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link ServedStation} in a process of its own. */
final class OtherProcess implements Station, AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;
    private final String url;
    private final String root;

    OtherProcess(String database) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Benchmarks.class.getName(),
                            "live-station",
                            database)
                    .redirectError(Redirect.INHERIT)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
            commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            String[] words = line().split(" ");
            url = "http://localhost:" + words[0] + "/";
            root = words[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return url;
    }

    String root() {
        return root;
    }

    private String line() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("The other process has ended.");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Long> ask(String command) {
        commands.println(command);
        Map<String, Long> times = new LinkedHashMap<>();
        for (String line = line(); !line.equals("."); line = line()) {
            String[] words = line.split(" ");
            times.put(words[0], Long.parseLong(words[1]));
        }
        return times;
    }

    @Override
    public Map<String, Long> write(int perSecond, int seconds) {
        return ask("write " + perSecond + " " + seconds);
    }

    @Override
    public Map<String, Long> received(int count) {
        return ask("received " + count);
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
