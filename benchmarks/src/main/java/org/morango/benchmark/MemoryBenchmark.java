package org.morango.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** First syncs between two processes of the reference application with little memory. */
@Command(name = "memory", description = "First syncs of many records between processes with a small heap.")
final class MemoryBenchmark implements Callable<Integer> {
    private static final Pattern AFTER_COLLECTION = Pattern.compile("->(\\d+)M\\(");

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--records", split = ",", defaultValue = "100000,1000000")
    private List<Integer> records = List.of();

    @Option(names = "--heap", defaultValue = "64m", description = "Of either process; ${DEFAULT-VALUE} if not given.")
    private String heap = "64m";

    @Option(names = "--jvm", split = " ", description = "More options for both processes.")
    private List<String> options = new ArrayList<>();

    private final Path school = Path.of(System.getProperty("school.jar", "examples/school/target/school.jar"));

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.exists(school)) {
            throw new IllegalStateException(school + " is missing: build the school first.");
        }
        List<String> report = new ArrayList<>();
        for (int count : records) {
            try (BenchmarkDatabases databases = new BenchmarkDatabases(kind)) {
                report.add(measure(databases, count));
                System.err.println(report.get(report.size() - 1));
            }
        }
        System.out.println(kind + ", -Xmx" + heap + " " + String.join(" ", options));
        report.forEach(System.out::println);
        return 0;
    }

    private String measure(BenchmarkDatabases databases, int count) throws IOException, InterruptedException {
        Path logs = Files.createTempDirectory("morango-memory");
        String city = databases.create();
        String home = databases.create();
        String root = value(run("init", "--root", "--db", city), "root");
        run("init", "--db", home);
        Process server = start(logs.resolve("serve.gc"), "serve", "--port", "0", "--db", city);
        try {
            // Not closed, because that would close the process's output.
            BufferedReader out = server.inputReader();
            String url = "http://localhost:" + find("\"listening\":(\\d+)", String.valueOf(out.readLine())) + "/";
            run("join", url, root, "--db", home);
            run("seed", root, String.valueOf(count - 1), "--db", home);
            Process push = start(logs.resolve("push.gc"), "push", url, root, "--quiet", "--db", home);
            String result = lastLine(push);
            Process second = start(logs.resolve("second.gc"), "push", url, root, "--quiet", "--db", home);
            String nothing = lastLine(second);
            return String.format(
                    Locale.ROOT,
                    "%,d records: %s s; heap after a collection at most %d MB (client), %d MB (server); resident %d MB"
                            + " (server); a second push sent %s records%n  %s",
                    count,
                    number(result, "seconds"),
                    peak(logs.resolve("push.gc")),
                    peak(logs.resolve("serve.gc")),
                    resident(server),
                    number(nothing, "records"),
                    result);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java(), "-jar", school.toString()));
        command.addAll(List.of(arguments));
        return lastLine(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private Process start(Path gcLog, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + heap, "-Xlog:gc:file=" + gcLog));
        command.addAll(options);
        command.addAll(List.of("-jar", school.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String lastLine(Process process) throws IOException, InterruptedException {
        String last = "";
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The school failed; see above.");
        }
        return last;
    }

    private static String value(String json, String member) {
        return find("\"" + member + "\":\"([^\"]*)\"", json);
    }

    private static String number(String json, String member) {
        return find("\"" + member + "\":([0-9.]+)", json);
    }

    private static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Unexpected output: " + text);
        }
        return matcher.group(1);
    }

    /** Returns the largest heap after a collection, in megabytes. */
    private static int peak(Path gcLog) throws IOException {
        return AFTER_COLLECTION
                .matcher(Files.readString(gcLog))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    /** Returns the largest memory that a process has used so far, in megabytes; 0 if the system does not tell. */
    private static long resident(Process process) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try {
            return Files.exists(status) ? Long.parseLong(find("VmHWM:\\s+(\\d+)", Files.readString(status))) / 1024 : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
