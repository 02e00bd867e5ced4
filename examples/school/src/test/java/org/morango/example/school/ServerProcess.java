package org.morango.example.school;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A command of the school in a process of its own, here one that serves a database. */
record ServerProcess(Process process, int port) {

    /** Starts a server and waits until it listens. */
    static ServerProcess start(String url, int port) throws IOException {
        Process process = command("serve", "--port", String.valueOf(port), "--db", url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Not closed: that would close the process's output.
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new IllegalStateException("The server of " + url + " has not started");
        }
        return new ServerProcess(process, port(line));
    }

    /** The port that a server's first line names. */
    static int port(String line) {
        return JsonMapper.shared().readTree(line).get("listening").intValue();
    }

    /** What starts a command. */
    static ProcessBuilder command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // As the jar's manifest does: SQLite's driver brings native code.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                School.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Ends it as a loss of power would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
