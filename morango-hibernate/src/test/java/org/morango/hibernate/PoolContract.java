package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Syncs of applications whose pools have few connections, or none for now. */
abstract class PoolContract {
    private static final ScopeDefinition SCOPE = ScopeDefinition.named("all", TestPeer.PROFILE)
            .primaryParam("place")
            .readWrite("${place}")
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TestDatabase database;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    PoolContract(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** An application with a pool of a given number of connections. */
    private final class App {
        final BoundedPool pool;
        final SessionFactory factory;
        final Morango morango;

        App(int connections, Duration patience) {
            String url = database.createUrl();
            pool = new BoundedPool(url, connections, patience);
            open.push(pool);
            Configuration configuration =
                    new Configuration().addAnnotatedClass(Lesson.class).addAnnotatedClass(Section.class);
            configuration.getProperties().put("hibernate.connection.datasource", pool);
            factory = configuration
                    .setProperty("hibernate.hbm2ddl.auto", "create-only")
                    .buildSessionFactory();
            open.push(factory);
            morango = Morango.builder(factory)
                    .settings(PeerSettings.builder()
                            .server(server -> server.authenticator(c -> Optional.<Principal>of(c::username))
                                    .signingPermission((user, parent, scope, params) -> true)
                                    .asyncAfter(Duration.ofMillis(500)))
                            .client(client -> client.firstRetryDelay(Duration.ofMillis(50))
                                    .pollInterval(Duration.ofMillis(50))
                                    .retries(2))
                            .pause(duration -> Thread.sleep(Math.min(50, duration.toMillis())))
                            .build())
                    .build();
            morango.certificates().define(SCOPE);
        }

        void add(String place, int lessons) {
            factory.inTransaction(session -> {
                session.createMutationQuery("update MorangoLockRow set taken = taken where id = -1")
                        .executeUpdate();
                for (int i = 0; i < lessons; i++) {
                    session.persist(new Lesson(place, "lesson " + i));
                }
            });
        }

        long lessons() {
            return factory.fromTransaction(
                    session -> session.createSelectionQuery("select count(*) from Lesson", Long.class)
                            .getSingleResult());
        }
    }

    private static Certificate certificate(SyncConnection connection, Certificate root) {
        return connection.requestCertificate(root.id(), "all", Map.of("place", root.id()), "ada", "pw");
    }

    private static void sync(App client, Certificate mine, int port) {
        try (SyncConnection connection = client.morango.connect("http://localhost:" + port + "/");
                SyncClient session = connection.openSession(mine)) {
            session.push();
            session.pull();
        }
    }

    @Test
    void oneConnectionIsEnoughForEachSide() {
        App server = new App(1, PATIENCE);
        App client = new App(1, PATIENCE);
        Certificate root = server.morango.certificates().createRoot("all");
        server.add(root.id(), 50);
        client.add(root.id(), 50);
        try (MorangoServer listening = server.morango.serve(0);
                SyncConnection connection = client.morango.connect("http://localhost:" + listening.port() + "/")) {
            sync(client, certificate(connection, root), listening.port());
        }
        assertThat(client.lessons()).isEqualTo(100);
        assertThat(server.lessons()).isEqualTo(100);
    }

    @Test
    void moreClientsThanConnectionsAllFinish() throws Exception {
        App server = new App(4, PATIENCE);
        App client = new App(20, PATIENCE);
        Certificate root = server.morango.certificates().createRoot("all");
        server.add(root.id(), 100);
        client.add(root.id(), 100);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (MorangoServer listening = server.morango.serve(0);
                SyncConnection connection = client.morango.connect("http://localhost:" + listening.port() + "/")) {
            Certificate mine = certificate(connection, root);
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<?>> syncs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                syncs.add(threads.submit(() -> {
                    begin.await();
                    sync(client, mine, listening.port());
                    return null;
                }));
            }
            begin.countDown();
            for (Future<?> sync : syncs) {
                sync.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(client.lessons()).isEqualTo(200);
        assertThat(server.lessons()).isEqualTo(200);
    }

    @Test
    void clientHearsThatNoConnectionIsFree() {
        App server = new App(1, Duration.ofMillis(50));
        App client = new App(4, PATIENCE);
        Certificate root = server.morango.certificates().createRoot("all");
        client.add(root.id(), 10);
        try (MorangoServer listening = server.morango.serve(0);
                SyncConnection connection = client.morango.connect("http://localhost:" + listening.port() + "/")) {
            Certificate mine = certificate(connection, root);
            try (SyncClient session = connection.openSession(mine)) {
                int taken = server.pool.takeAll();
                assertThatThrownBy(session::push)
                        .isInstanceOf(MorangoException.class)
                        .hasMessageContaining("status 503");
                server.pool.giveBack(taken);
                // The session continues.
                session.resume();
            }
        }
        assertThat(server.lessons()).isEqualTo(10);
    }
}
