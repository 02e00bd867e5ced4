package org.morango.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.server.MorangoServer;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many syncs between a server and its clients in one process. Half of the clients write, each under a root of its own;
 * the other half read what these write. Nothing is added after the start, so growth comes from what syncs leave behind.
 */
@Command(name = "soak", description = "Whether anything grows while clients sync for minutes.")
final class SoakBenchmark implements Callable<Integer> {
    private static final int RECORDS = 200;
    private static final int CHANGED = 10;
    private static final int WARM_UP = 30;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "The server's: h2 or postgres; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--minutes", defaultValue = "10")
    private int minutes;

    @Option(names = "--clients", defaultValue = "10", description = "An even number.")
    private int clients;

    @Option(
            names = "--sessions",
            defaultValue = "200",
            description = "How many closed sessions each peer keeps; ${DEFAULT-VALUE} if not given.")
    private int sessions;

    private final AtomicInteger syncs = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();

    /** A client and the certificate for its sessions. */
    private record Client(BenchmarkPeer peer, Certificate certificate, boolean writes) {}

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        CountedLog log = CountedLog.install();
        List<Client> all = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                BenchmarkPeer receiver = new BenchmarkPeer(databases.create(), this::settings);
                MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            join(all, receiver, url);
            run(all, url, Duration.ofSeconds(WARM_UP));
            Footprint start = Footprint.of(receiver, all.get(0).peer(), log);
            int warm = syncs.get();
            int warmIdle = idle.get();
            run(all, url, Duration.ofMinutes(minutes));
            Footprint end = Footprint.of(receiver, all.get(0).peer(), log);
            report(syncs.get() - warm, idle.get() - warmIdle, start, end);
        } finally {
            all.forEach(client -> client.peer().close());
        }
        return 0;
    }

    private PeerSettings.Builder settings(PeerSettings.Builder settings) {
        return settings.sessions(values -> values.kept(sessions));
    }

    private void join(List<Client> all, BenchmarkPeer receiver, String url) {
        for (int i = 0; i < clients / 2; i++) {
            String root = receiver.createRoot();
            for (boolean writes : new boolean[] {true, false}) {
                String database = "jdbc:h2:mem:client" + i + writes + ";DB_CLOSE_DELAY=-1";
                BenchmarkPeer peer = new BenchmarkPeer(database, this::settings);
                all.add(new Client(peer, peer.join(url, root), writes));
                if (writes) {
                    peer.seed(root, RECORDS - 1, i);
                }
            }
        }
    }

    private void run(List<Client> all, String url, Duration time) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Client client : all) {
                running.add(threads.submit(() -> syncUntil(end, client, url)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Syncs repeatedly until the end. A client that writes changes nothing in every third round. */
    private void syncUntil(long end, Client client, String url) {
        for (int round = 0; System.nanoTime() < end; round++) {
            if (client.writes() && round % 3 != 0) {
                client.peer().change(CHANGED, round);
            }
            try (SyncConnection connection = client.peer().morango().connect(url);
                    SyncClient session = connection.openSession(client.certificate())) {
                if (isEmpty(session.pull()) & isEmpty(session.push())) {
                    idle.incrementAndGet();
                }
            }
            syncs.incrementAndGet();
        }
    }

    private static boolean isEmpty(TransferSession transfer) {
        Long total = transfer.recordsTotal();
        return total == null || total == 0;
    }

    private void report(int done, int without, Footprint start, Footprint end) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d clients, %d minutes: %,d syncs (pull and push), %,d of them without changes; %d sessions kept%n",
                kind,
                clients,
                minutes,
                done,
                without,
                sessions);
        System.out.printf("%-46s %14s %14s%n", "", "start", "end");
        Map<String, Long> after = end.sizes();
        start.sizes()
                .forEach((name, before) ->
                        System.out.printf(Locale.ROOT, "%-46s %,14d %,14d%n", name, before, after.get(name)));
    }
}
