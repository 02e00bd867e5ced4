package org.morango.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A station that serves, controlled by standard input and output: the other process of {@link LiveBenchmark}. */
@Command(name = "live-station", hidden = true, description = "The server of the benchmark live.")
final class ServedStation implements Callable<Integer> {
    @Parameters(description = "JDBC URL of an empty database.")
    private String database = "";

    @Override
    public Integer call() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (LocalStation station = new LocalStation(database, 2)) {
            String root = station.peer().createRoot();
            station.learner(root);
            station.peer().seed(root, 0, 1);
            try (MorangoServer server = station.peer().serve()) {
                System.out.println(server.port() + " " + root);
                for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                    String[] words = line.split(" ");
                    int number = Integer.parseInt(words[1]);
                    answer(
                            words[0].equals("write")
                                    ? station.write(number, Integer.parseInt(words[2]))
                                    : station.received(number));
                }
            }
        }
        return 0;
    }

    private static void answer(Map<String, Long> times) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        times.forEach((key, time) -> out.println(key + " " + time));
        out.println(".");
        out.flush();
    }
}
