package org.morango.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncTarget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The time from a commit at one peer until the commit at the other, in two processes, while the two keep in sync. */
@Command(name = "live", description = "Single changes of either side, until they are committed at the other.")
final class LiveBenchmark implements Callable<Integer> {
    private static final int WARM_UP_RATE = 50;
    private static final int WARM_UP_SECONDS = 15;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rate", defaultValue = "10", description = "Changes a second; ${DEFAULT-VALUE} if not given.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "30", description = "For how long; ${DEFAULT-VALUE} if not given.")
    private int seconds;

    private final Noise noise = new Noise();

    @Override
    public Integer call() {
        List<String> lines = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                OtherProcess server = new OtherProcess(databases.create());
                LocalStation client = new LocalStation(databases.create(), 1)) {
            client.learner(server.root());
            Certificate certificate = client.peer().join(server.url(), server.root());
            try (ContinuousSync sync = client.peer()
                    .morango()
                    .keepInSync(SyncTarget.at(server.url())
                            .certificate(certificate.id())
                            .build())) {
                sync.firstSync().join();
                client.received(1);
                // Not counted, because code is still being compiled.
                run(client, server, Math.max(rate, WARM_UP_RATE), WARM_UP_SECONDS);
                run(server, client, Math.max(rate, WARM_UP_RATE), WARM_UP_SECONDS);
                lines.add(result("client to server", run(client, server, rate, seconds)));
                lines.add(result("server to client", run(server, client, rate, seconds)));
            }
        }
        System.out.println(kind + ", two processes, " + rate + " changes a second for " + seconds + " s each way");
        System.out.println(noise.text());
        lines.forEach(System.out::println);
        return 0;
    }

    private List<Double> run(Station from, Station to, int perSecond, int duration) {
        noise.sample();
        Map<String, Long> committed = from.write(perSecond, duration);
        Map<String, Long> received = to.received(committed.size());
        noise.sample();
        return committed.entrySet().stream()
                .map(sent -> Math.max(0, (Objects.requireNonNull(received.get(sent.getKey())) - sent.getValue()) / 1e6))
                .toList();
    }

    private static String result(String direction, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        int tenth = Math.max(1, millis.size() / 10);
        return String.format(
                Locale.ROOT,
                "%s: median %.1f ms, 99th percentile %.1f, most %.1f; first tenth %.1f, last tenth %.1f (medians)",
                direction,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1),
                median(millis.subList(0, tenth)),
                median(millis.subList(millis.size() - tenth, millis.size())));
    }

    private static double median(List<Double> values) {
        return at(values.stream().sorted().toList(), 0.5);
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }
}
