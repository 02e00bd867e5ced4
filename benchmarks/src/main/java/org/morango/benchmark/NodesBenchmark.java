package org.morango.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.ChangeFeed;
import picocli.CommandLine.Command;

/** Two nodes on one database, of which one waits for the commits of the other. */
@Command(
        name = "nodes",
        description = "How late a node notices the commits of another on PostgreSQL, what the poll for them costs, and"
                + " commits with a NOTIFY in each.")
final class NodesBenchmark implements Callable<Integer> {
    private static final int CHANGES = 200;
    private static final int COMMITS = 4_000;
    private static final int CLIENTS = 8;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Noise noise = new Noise();
    private final Random random = new Random(7);

    @Override
    public Integer call() throws Exception {
        List<String> lines = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(BenchmarkDatabases.Kind.POSTGRES)) {
            String url = databases.create();
            try (BenchmarkPeer writer = new BenchmarkPeer(url)) {
                String root = writer.createRoot();
                writer.seed(root, 100, 1);
                for (int millis : new int[] {100, 100, 50, 20, 10}) {
                    lines.add(poll(databases, url, writer, root, millis));
                }
            }
            lines.add("commits a second, " + CLIENTS + " connections: " + commits(url, "select 1"));
            lines.add("with a NOTIFY in each: " + commits(url, "notify changes"));
        }
        System.out.println(noise.text());
        lines.forEach(System.out::println);
        return 0;
    }

    private String poll(BenchmarkDatabases databases, String url, BenchmarkPeer writer, String root, int millis)
            throws InterruptedException {
        try (BenchmarkPeer waiting = new BenchmarkPeer(
                url, settings -> settings.live(live -> live.databasePoll(Duration.ofMillis(millis))))) {
            Semaphore told = new Semaphore(0);
            ChangeFeed.Registration registration =
                    waiting.morango().replica().changes().listen(told::release);
            Samples late = new Samples();
            for (int i = 0; i < CHANGES; i++) {
                noise.sample();
                Thread.sleep(random.nextInt(100));
                told.drainPermits();
                writer.add(root, Ids.random(random));
                long begin = System.nanoTime();
                told.tryAcquire(1, TimeUnit.MINUTES);
                late.add((System.nanoTime() - begin) / 1e6);
            }
            CpuMeter cpu = new CpuMeter(databases::cpuNanos);
            writer.morango().replica().serialize("facilitydata", Filter.of(root));
            long before = cpu.nanos();
            Thread.sleep(IDLE.toMillis());
            double share = 100.0 * (cpu.nanos() - before) / IDLE.toNanos();
            registration.close();
            return String.format(
                    Locale.ROOT,
                    "poll every %d ms: noticed after %s ms, %.1f %% of a processor",
                    millis,
                    late.text("%.1f"),
                    share);
        }
    }

    /** Commits transactions that write and run one more statement. */
    private static String commits(String url, String more) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists written (id bigserial, value text)");
        }
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < CLIENTS; i++) {
            running.add(threads.submit(() -> commit(url, more)));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        return String.format(Locale.ROOT, "%.0f", COMMITS / ((System.nanoTime() - begin) / 1e9));
    }

    private static Void commit(String url, String more) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < COMMITS / CLIENTS; i++) {
                statement.execute("insert into written (value) values ('a')");
                statement.execute(more);
                connection.commit();
            }
        }
        return null;
    }
}
