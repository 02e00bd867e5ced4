package org.morango.cli;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HibernateSessionStore;
import org.morango.hibernate.internal.store.Secrets;
import org.morango.record.ScopeDefinition;
import org.morango.replica.SessionStore;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/**
 * A school that has synced with a tablet. One of its three lessons has conflicting content. Another is pending because
 * the tablet had already used its code. One change has not been synced, and one session is still open. The tablet may
 * revoke its own certificate.
 */
final class Sample implements AutoCloseable {
    private static final ScopeDefinition SCOPE = ScopeDefinition.named("whole-school", "school")
            .primaryParam("school_id")
            .readWrite("${school_id}")
            .build();

    private static final int LESSONS = 10;

    private final SessionFactory school;
    private final SessionFactory tablet;
    private final Morango morango;
    final String root;
    final String certificate;
    final String conflict;
    final String pending;
    final String openSession;

    private Sample(String url, PeerSettings settings) {
        school = open(url, "update");
        tablet = open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "create");
        morango = Morango.on(
                school,
                settings.toBuilder()
                        .server(server -> server.bindAddress(InetAddress.getLoopbackAddress())
                                .authenticator(credentials -> Optional.of(credentials::username))
                                .signingPermission((user, parent, scope, params) -> true))
                        .build());
        morango.certificates().define(SCOPE);
        root = morango.certificates().createRoot("whole-school").id();
        Morango peer =
                Morango.on(tablet, PeerSettings.builder().name("tablet 7").build());
        peer.certificates().define(SCOPE);
        conflict = add(school, new Lesson(root, "Art", "A1"));
        add(school, new Lesson(root, "Algebra", "A2"));
        try (MorangoServer server = morango.serve(0);
                SyncConnection connection = peer.connect(address(server))) {
            Certificate mine =
                    connection.requestCertificate(root, "whole-school", Map.of("school_id", root), "ada", "secret");
            certificate = mine.id();
            sync(connection, mine);
            change(school, conflict, "Art of the school");
            change(tablet, conflict, "Art of the tablet");
            add(school, new Lesson(root, "Music", "M1"));
            pending = add(tablet, new Lesson(root, "Maths", "M1"));
            sync(connection, mine);
            change(school, conflict, "Art");
            // Not closed, as if the tablet had lost its network.
            connection.openSession(mine);
            openSession = peer.openSessions().get(0).id();
        }
    }

    static String address(MorangoServer server) {
        return "http://localhost:" + server.port() + "/";
    }

    static Sample fill(String url) {
        return fill(url, PeerSettings.defaults());
    }

    static Sample fill(String url, PeerSettings settings) {
        return new Sample(url, settings);
    }

    /** Creates only the tables, as schema tools do. */
    static void createTables(String url) {
        open(url, "update").close();
    }

    private static SessionFactory open(String url, String schema) {
        return new Configuration()
                .addAnnotatedClass(Lesson.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.pool_size", "40")
                .setProperty("hibernate.hbm2ddl.auto", schema)
                .buildSessionFactory();
    }

    /** Adds, changes and deletes lessons on both sides, and syncs after each round. */
    void work(int rounds) {
        Morango peer =
                Morango.on(tablet, PeerSettings.builder().name("tablet 7").build());
        try (MorangoServer server = morango.serve(0);
                SyncConnection connection = peer.connect(address(server))) {
            Certificate mine = peer.certificates().find(certificate).orElseThrow();
            for (int round = 0; round < rounds; round++) {
                String kept = add(school, new Lesson(root, "kept", "s" + round));
                String removed = add(tablet, new Lesson(root, "removed", "t" + round));
                for (int i = 0; i < LESSONS; i++) {
                    add(tablet, new Lesson(root, "more", "t" + round + "." + i));
                }
                sync(connection, mine);
                change(tablet, kept, "changed");
                inTransaction(school, session -> session.remove(session.find(Lesson.class, removed)));
                sync(connection, mine);
            }
        }
    }

    private static void sync(SyncConnection connection, Certificate certificate) {
        try (SyncClient client = connection.openSession(certificate)) {
            client.pull();
            client.push();
        }
    }

    private static String add(SessionFactory database, Lesson lesson) {
        database.inTransaction(session -> session.persist(lesson));
        return lesson.getId();
    }

    private static void change(SessionFactory database, String id, String title) {
        inTransaction(database, session -> session.find(Lesson.class, id).setTitle(title));
    }

    private static void inTransaction(SessionFactory database, Consumer<Session> work) {
        database.inTransaction(session -> {
            // SQLite would reject a write in a transaction that has read first.
            session.createMutationQuery("delete from Lesson where 1 = 0").executeUpdate();
            work.accept(session);
        });
    }

    Morango morango() {
        return morango;
    }

    /** Owns a transfer at the school until the result is closed. */
    SessionStore.Ownership own(String transfer) {
        Database database = new Database(school.unwrap(SessionFactoryImplementor.class), PeerSettings.defaults());
        Secrets secrets = new Secrets(KeyCipher.NONE, new SecureRandom());
        return new HibernateSessionStore(database, secrets, new SecureRandom(), Clock.systemUTC())
                .own(transfer, t -> t)
                .orElseThrow();
    }

    @Override
    public void close() {
        school.close();
        tablet.close();
    }
}
