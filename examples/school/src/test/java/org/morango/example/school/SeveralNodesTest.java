package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.example.school.model.Learner;
import org.morango.hibernate.PostgresServer;
import org.morango.hibernate.RandomRuns;
import org.morango.record.Filter;

/** Two servers on one PostgreSQL, behind a proxy that passes each request to the next of them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SeveralNodesTest {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer postgres;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startPostgres() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopPostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static int port(Installation node) {
        return Integer.parseInt(node.serve().replaceAll("\\D", ""));
    }

    @Test
    void requestsOfOneTransferGoToEither() throws IOException {
        try (Installation one = Installation.withRoot(postgres.createDatabase());
                Installation two = Installation.sameDatabase(one);
                RoundRobin proxy = new RoundRobin(List.of(port(one), port(two)), number -> {});
                Installation home = Installation.joined("jdbc:h2:file:" + directory.resolve("home"), one)) {
            home.result("seed", one.root(), "1000");
            home.result("push", proxy.url(), one.root(), "--chunk-size", "50", "--quiet");
            one.result("seed", Learner.idOf("ada"), "500");
            one.result("seed", one.root(), "500");
            assertThat(home.result("sync", proxy.url(), one.root(), "--chunk-size", "50", "--quiet")
                            .get("pull")
                            .get("records")
                            .longValue())
                    .isEqualTo(500);
            assertThat(proxy.requests()).isGreaterThan(50);
            assertThat(home.count("logs")).isEqualTo(1_500);
        }
    }

    @Test
    void oneNodeIsKilledInTheMiddleOfATransfer() throws IOException, InterruptedException {
        try (Installation city = Installation.withRoot(postgres.createDatabase());
                Installation home = Installation.joined("jdbc:h2:file:" + directory.resolve("home"), city)) {
            home.result("seed", city.root(), "1500");
            ServerProcess doomed = ServerProcess.start(city.url(), 0);
            ServerProcess other = ServerProcess.start(city.url(), 0);
            try (RoundRobin proxy = new RoundRobin(List.of(doomed.port(), other.port()), number -> {
                // While chunks are sent: opening the session takes about five requests.
                if (number == 40) {
                    doomed.process().destroyForcibly();
                }
            })) {
                home.result("push", proxy.url(), city.root(), "--chunk-size", "25", "--quiet");
                assertThat(doomed.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(proxy.requests()).isGreaterThan(120);
            } finally {
                doomed.process().destroyForcibly();
                other.process().destroyForcibly();
            }
            assertThat(city.dump()).isEqualTo(home.dump());
            assertThat(home.push(city)).isZero();
        }
    }

    @Test
    void manyClientsAtOnce() throws Exception {
        int clients = RandomRuns.count(8, 20);
        int logs = 40;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (Installation one = Installation.withRoot(postgres.createDatabase());
                Installation two = Installation.sameDatabase(one);
                RoundRobin proxy = new RoundRobin(List.of(port(one), port(two)), number -> {})) {
            List<Client> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(new Client(i, proxy.url(), one.root()));
            }
            List<Future<?>> running = new ArrayList<>();
            all.forEach(client -> running.add(threads.submit(() -> client.work(logs))));
            for (Future<?> work : running) {
                work.get();
            }
            // All clients have pushed by now; a client that pulled early lacks some records.
            long expected = 1 + (long) clients * logs;
            for (Client client : all) {
                client.pull();
                assertThat(client.logs()).isEqualTo(expected - 1);
                assertThat(client.peer.morango().storeFigures().records()).isEqualTo(expected);
                client.peer.close();
            }
            assertThat(one.count("logs")).isEqualTo(expected - 1);
            assertThat(one.count("errors")).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    /** A small installation that writes, pushes and pulls, either all of the facility or a part of it. */
    private static final class Client {
        final SchoolPeer peer;
        private final int number;
        private final String url;
        private final String root;
        private final Certificate certificate;

        Client(int number, String url, String root) {
            this.number = number;
            this.url = url;
            this.root = root;
            peer = SchoolPeer.init("jdbc:h2:mem:client" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
            try (SyncConnection connection = peer.morango().connect(url)) {
                certificate = connection.requestCertificate(
                        root, SchoolPeer.FULL_FACILITY, Map.of("dataset_id", root), "admin", "pw");
            }
        }

        Void work(int logs) {
            for (int part = 0; part < 4; part++) {
                // The learner is the same everywhere: a row that all clients make.
                peer.seed(root, logs / 4);
                try (SyncConnection connection = peer.morango().connect(url);
                        SyncClient client = connection.openSession(certificate)) {
                    if (number % 2 == 0) {
                        client.push();
                        client.pull();
                    } else {
                        // In parts: the learner first, because the logs refer to it.
                        client.push(Filter.of(root + ":user"));
                        client.pull(Filter.of(root + ":user:summary"));
                    }
                }
            }
            return null;
        }

        void pull() {
            try (SyncConnection connection = peer.morango().connect(url);
                    SyncClient client = connection.openSession(certificate)) {
                client.pull();
            }
        }

        long logs() {
            return peer.database()
                    .fromSession(session -> session.createSelectionQuery("select count(*) from SummaryLog", Long.class)
                            .getSingleResult());
        }
    }
}
