package org.morango.spring;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.morango.spring.app.NotesApp;

/** Runs the application, or another program, in a process of its own with a class path of its own. */
final class AppProcess {
    private AppProcess() {}

    /** Returns the output; fails unless the exit code is 0. */
    static String run(String classPath, String... options) throws IOException, InterruptedException {
        List<String> rest = new ArrayList<>(List.of(options));
        rest.addAll(List.of(
                NotesApp.class.getName(),
                "--notes.once=true",
                "--server.port=0",
                "--spring.jpa.open-in-view=false",
                "--spring.datasource.generate-unique-name=true",
                "--spring.main.banner-mode=off"));
        return java(classPath, rest);
    }

    static String java(String classPath, List<String> rest) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The process ends soon.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath));
        command.addAll(rest);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(output);
        }
        return output;
    }

    /** Returns the wanted part of this process's class path, without Flyway, which only its own test needs. */
    static String classPath(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(wanted)
                .filter(path -> !path.contains("flyway"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
