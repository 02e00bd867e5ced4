package org.morango.cli;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** A school whose rows have keys of their own. A tablet has taken its rows and has sent one of each entity. */
final class OwnKeySample implements AutoCloseable {
    /** More than verify reads at once. */
    static final int MANY = 510;

    private static final ScopeDefinition SCOPE = ScopeDefinition.named("whole-school", "school")
            .primaryParam("school_id")
            .readWrite("${school_id}")
            .build();

    private final SessionFactory school;
    private final SessionFactory tablet;
    private final Morango morango;
    private final Morango peer;
    private final Certificate certificate;

    OwnKeySample(String url) {
        school = open(url, "update");
        tablet = open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "create");
        morango = Morango.on(
                school,
                PeerSettings.builder()
                        .server(server -> server.bindAddress(InetAddress.getLoopbackAddress())
                                .authenticator(credentials -> Optional.of(credentials::username))
                                .signingPermission((user, parent, scope, params) -> true))
                        .build());
        morango.certificates().define(SCOPE);
        String root = morango.certificates().createRoot("whole-school").id();
        peer = Morango.on(tablet);
        peer.certificates().define(SCOPE);
        run(this::fill);
        tablet.inTransaction(OwnKeySample::oneOfEach);
        try (MorangoServer server = morango.serve(0);
                SyncConnection connection = peer.connect("http://localhost:" + server.port() + "/")) {
            certificate =
                    connection.requestCertificate(root, "whole-school", Map.of("school_id", root), "ada", "secret");
        }
        sync();
    }

    private static SessionFactory open(String url, String schema) {
        return new Configuration()
                .addAnnotatedClasses(OwnKeys.ENTITIES)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.pool_size", "40")
                .setProperty("hibernate.hbm2ddl.auto", schema)
                .setProperty("hibernate.jdbc.batch_size", "100")
                .buildSessionFactory();
    }

    private void fill(Session session) {
        for (int i = 0; i < MANY; i++) {
            session.persist(new OwnKeys.Pupil("red"));
            session.persist(new OwnKeys.Badge(null));
        }
        OwnKeys.Room room = new OwnKeys.Room("A 1");
        session.persist(room);
        session.persist(new OwnKeys.Shelf(room, 1));
        session.persist(new OwnKeys.Locker(1_000_000_000_000L));
        session.persist(new OwnKeys.Phone());
        session.persist(new OwnKeys.Device());
        session.persist(new OwnKeys.Visitor());
        session.persist(new OwnKeys.Guest());
        session.persist(new OwnKeys.Booking());
        session.persist(new OwnKeys.Lunch());
        List.of(new OwnKeys.Booking(), new OwnKeys.Lunch()).forEach(hidden -> {
            session.persist(hidden);
            session.flush();
            session.remove(hidden);
        });
    }

    private static void oneOfEach(Session session) {
        OwnKeys.Pupil pupil = new OwnKeys.Pupil("blue");
        session.persist(pupil);
        session.persist(new OwnKeys.Badge(pupil));
        OwnKeys.Room room = new OwnKeys.Room("B 2");
        session.persist(room);
        session.persist(new OwnKeys.Shelf(room, 1));
        session.persist(new OwnKeys.Locker(2));
        session.persist(new OwnKeys.Laptop());
    }

    /** Works at the school. */
    void run(Consumer<Session> work) {
        school.inTransaction(work);
    }

    /** Pulls to the tablet and pushes from it. */
    void sync() {
        try (MorangoServer server = morango.serve(0);
                SyncConnection connection = peer.connect("http://localhost:" + server.port() + "/");
                SyncClient client = connection.openSession(certificate)) {
            client.pull();
            client.push();
        }
    }

    @Override
    public void close() {
        school.close();
        tablet.close();
    }
}
