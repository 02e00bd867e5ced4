package org.morango.example.school;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A server of the school in a process of its own. {@link #command} starts other commands as well. */
record ServerProcess(Process process, int port) {

    /** Starts a server and waits until it listens. */
    static ServerProcess start(String url, int port) throws IOException {
        Process process = command("serve", "--port", String.valueOf(port), "--db", url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Not closed, because that would close the process's output.
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException("The server of " + url + " has not started");
        }
        return new ServerProcess(process, port(line));
    }

    /** Returns the port in a server's first line. */
    static int port(String line) {
        return JsonMapper.shared().readTree(line).get("listening").intValue();
    }

    /** Returns a process builder for a command. */
    static ProcessBuilder command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // As in the jar's manifest: SQLite's driver contains native code.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                School.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Kills the process, as a power failure would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
