package org.morango.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.morango.certificate.Certificate;
import org.morango.client.HintListener;
import org.morango.client.HintSubscription;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.server.MorangoServer;
import org.morango.transport.Transport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One server with many sessions that listen for hints. */
@Command(
        name = "listeners",
        description = "A server whose clients listen for hints: memory, threads, and how late hints come.")
final class ListenersBenchmark implements Callable<Integer> {
    private static final int CHANGES = 21;
    private static final int MANY_CHANGES = 1_000;
    private static final Duration BREAK = Duration.ofMillis(100);

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--listeners", defaultValue = "1000", description = "${DEFAULT-VALUE} if not given.")
    private int listeners;

    @Option(
            names = "--deaf",
            defaultValue = "0",
            description = "Listeners in addition that read nothing; ${DEFAULT-VALUE} if not given.")
    private int deaf;

    @Option(
            names = "--own-filters",
            description = "Each listener has a filter of its own, and one in ten contains the changes.")
    private boolean ownFilters;

    private final Noise noise = new Noise();
    private final Random random = new Random(7);

    /** Counts hints. */
    private static final class Count implements HintListener {
        private final Semaphore told;

        Count(Semaphore told) {
            this.told = told;
        }

        @Override
        public void news() {
            told.release();
        }

        @Override
        public void alive() {}

        @Override
        public void ended(End reason) {}
    }

    /** One HTTP client for all connections: each of its own would have threads of its own. */
    record Shared(Transport wrapped) implements Transport {
        @Override
        public Response send(Request request) throws IOException, InterruptedException {
            return wrapped.send(request);
        }

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public Stream stream(Request request, Lines lines) throws IOException, InterruptedException {
            return wrapped.stream(request, lines);
        }

        @Override
        public void close() {
            // Others use it.
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> lines = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                Transport transport = Transport.jdk(Duration.ofSeconds(10));
                BenchmarkPeer there = new BenchmarkPeer(databases.create());
                BenchmarkPeer here = new BenchmarkPeer(
                        databases.create(),
                        settings -> settings.client(client -> client.transport(() -> new Shared(transport))));
                MorangoServer server = there.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = there.createRoot();
            Certificate certificate = here.join(url, root);
            there.seed(root, 100, 1);
            Semaphore told = new Semaphore(0);
            listen(here, url, certificate, told, 20, 20);
            tell(there, root, told, 20, 20, BREAK);
            long heap = usedHeap();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            int concerned = ownFilters ? listeners / 10 : listeners;
            List<AutoCloseable> open = listen(here, url, certificate, told, listeners - 20, concerned - 20);
            lines.add(String.format(
                    Locale.ROOT,
                    "%d listeners: %.0f MB of heap on both sides together, %d threads more",
                    listeners,
                    (usedHeap() - heap) / 1e6,
                    ManagementFactory.getThreadMXBean().getThreadCount() - threads));
            lines.add("from a commit until the last of " + concerned + " listeners is told: "
                    + tell(there, root, told, concerned, CHANGES, BREAK).text("%.1f") + " ms");
            if (deaf > 0) {
                lines.add("the same with " + deaf + " more that do not read: "
                        + tellBesideDeaf(databases, transport, there, url, root, told, concerned));
            }
            open.clear();
        }
        System.out.println(kind);
        System.out.println(noise.text());
        lines.forEach(System.out::println);
        return 0;
    }

    /** Goes on until there is no room for what is not read. */
    private String tellBesideDeaf(
            BenchmarkDatabases databases,
            Transport transport,
            BenchmarkPeer there,
            String url,
            String root,
            Semaphore told,
            int concerned)
            throws Exception {
        try (BenchmarkPeer away = new BenchmarkPeer(
                databases.create(),
                settings ->
                        settings.client(client -> client.transport(() -> new DeafTransport(new Shared(transport)))))) {
            Certificate certificate = away.join(url, root);
            List<AutoCloseable> open = listen(away, url, certificate, new Semaphore(0), deaf, deaf);
            String text = tell(there, root, told, concerned, MANY_CHANGES, Duration.ZERO)
                            .text("%.1f") + " ms; ";
            long cut = DeafTransport.cut();
            open.clear();
            return text + cut + " of these were disconnected";
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** @param concerned how many have a filter that contains the changes */
    private List<AutoCloseable> listen(
            BenchmarkPeer peer, String url, Certificate certificate, Semaphore told, int count, int concerned) {
        String root = Objects.requireNonNull(certificate.params().get("dataset_id"));
        List<AutoCloseable> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SyncConnection connection = peer.morango().connect(url);
            SyncClient client = connection.openSession(certificate);
            Filter filter = ownFilters
                    ? Filter.of(root + (i < concerned ? ":user" : ":other"), root + ":own:" + i)
                    : Filter.of(root);
            HintSubscription hints = client.listen(filter, new Count(told));
            open.add(connection);
            open.add(client);
            open.add(hints);
        }
        return open;
    }

    /** Commits changes one by one, and waits until all listeners know of each. */
    private Samples tell(BenchmarkPeer peer, String root, Semaphore told, int count, int changes, Duration pause)
            throws InterruptedException {
        Samples millis = new Samples();
        Thread.sleep(1_000);
        told.drainPermits();
        for (int i = 0; i < changes; i++) {
            noise.sample();
            peer.add(root, Ids.random(random));
            long begin = System.nanoTime();
            if (!told.tryAcquire(count, 1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(told.availablePermits() + " of " + count + " were told.");
            }
            millis.add((System.nanoTime() - begin) / 1e6);
            Thread.sleep(pause.toMillis());
        }
        return millis;
    }
}
