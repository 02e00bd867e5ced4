package org.morango.hibernate;

import java.security.Principal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Versions;
import org.morango.hibernate.model.Versions.Club;
import org.morango.hibernate.model.Versions.NewChild;
import org.morango.hibernate.model.Versions.OldChild;
import org.morango.hibernate.report.PendingRecord;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Installations of different versions of one application that sync over HTTP. */
abstract class VersionsContract {
    static final ScopeDefinition SCOPE = ScopeDefinition.named("all", Versions.PROFILE)
            .primaryParam("place")
            .readWrite("${place}")
            .build();

    static final Class<?>[] OLD = {OldChild.class};
    static final Class<?>[] NEW = {NewChild.class, Club.class};

    private final TestDatabase database;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    VersionsContract(TestDatabase database) {
        this.database = database;
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** One installation of the application. */
    final class App {
        final String url;
        final SessionFactory factory;
        final Morango morango;

        /** @param tables the schema action of Hibernate at the start */
        private App(String url, String tables, Class<?>... entities) {
            this.url = url;
            Configuration configuration = new Configuration();
            List.of(entities).forEach(configuration::addAnnotatedClass);
            factory = configuration
                    .setProperty("hibernate.connection.url", url)
                    .setProperty("hibernate.hbm2ddl.auto", tables)
                    .buildSessionFactory();
            open.push(factory);
            morango = Morango.builder(factory)
                    .settings(PeerSettings.builder()
                            .server(server -> server.authenticator(c -> Optional.<Principal>of(c::username))
                                    .signingPermission((user, parent, scope, params) -> true))
                            .build())
                    .build();
        }

        App upgraded() {
            return upgraded(NEW);
        }

        App upgraded(Class<?>... entities) {
            factory.close();
            return new App(url, "update", entities);
        }

        void run(Consumer<Session> work) {
            factory.inTransaction(session -> {
                // docs/databases.md asks this of applications on SQLite.
                session.createMutationQuery("update MorangoLockRow set taken = taken where id = -1")
                        .executeUpdate();
                work.accept(session);
            });
        }

        <T> T get(Function<Session, T> work) {
            return factory.fromTransaction(work);
        }

        <T extends SyncableEntity> String persist(T entity) {
            run(session -> session.persist(entity));
            return entity.getId();
        }

        <T> void change(Class<T> type, String id, Consumer<T> change) {
            run(session -> change.accept(session.find(type, id)));
        }

        <T> T find(Class<T> type, Object id) {
            return get(session -> session.find(type, id));
        }

        String club(String child) {
            return get(session -> session.find(NewChild.class, child).club.title);
        }

        JsonNode stored(String id) {
            return JsonMapper.shared().readTree(find(StoreRow.class, id).serialized());
        }

        List<String> pending() {
            return morango.pendingRecords().first(100).stream()
                    .map(PendingRecord::id)
                    .toList();
        }

        boolean isChanged(Class<?> type, String id) {
            return new Notes(factory).changed(type).contains(id);
        }
    }

    App app(Class<?>... entities) {
        return new App(database.createUrl(), "create-only", entities);
    }

    /** Pulls from a server and pushes to it. */
    void sync(App client, App server, String root) {
        try (MorangoServer listening = server.morango.serve(0);
                SyncConnection connection = client.morango.connect("http://localhost:" + listening.port() + "/")) {
            Certificate mine = client.morango.certificates().owned().stream()
                    .findFirst()
                    .orElseGet(() -> connection.requestCertificate(root, "all", Map.of("place", root), "ada", "pw"));
            try (SyncClient session = connection.openSession(mine)) {
                session.pull();
                session.push();
            }
        }
    }

    String root(App app) {
        app.morango.certificates().define(SCOPE);
        return app.morango.certificates().createRoot("all").id();
    }
}
