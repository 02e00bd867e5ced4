package org.morango.example.school;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Result of one command. */
record Cli(int exitCode, String out, String err) {

    /** Runs a command in this process. */
    static Cli run(String... args) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = School.commandLine().execute(args);
            return new Cli(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** Runs a command that reads a text from standard input. */
    static Cli reading(String input, String... args) {
        InputStream real = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(args);
        } finally {
            System.setIn(real);
        }
    }

    /** Runs a command that has to succeed; returns the object on its last line. */
    static JsonNode result(String... args) {
        Cli run = run(args);
        if (run.exitCode != 0) {
            throw new AssertionError(String.join(" ", args) + " ended with " + run.exitCode + ": " + run.err);
        }
        return run.json();
    }

    /** Returns the object on the last line. */
    JsonNode json() {
        List<String> lines = lines();
        return JsonMapper.shared().readTree(lines.get(lines.size() - 1));
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
