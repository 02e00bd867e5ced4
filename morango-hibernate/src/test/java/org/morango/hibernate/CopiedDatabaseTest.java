package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.record.ScopeDefinition;
import org.morango.replica.Replica;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/**
 * Copies of a database file, each with its own application, sync with each other and with others like different peers.
 */
class CopiedDatabaseTest {
    private static final ScopeDefinition SCOPE = ScopeDefinition.named("all", TestPeer.PROFILE)
            .primaryParam("place")
            .readWrite("${place}")
            .build();

    @TempDir
    Path directory;

    /** Databases that are files. */
    enum Kind {
        H2("app.mv.db", "jdbc:h2:file:%s/app"),
        SQLITE("app.db", "jdbc:sqlite:%s/app.db?journal_mode=WAL&synchronous=OFF&busy_timeout=30000&foreign_keys=true");

        final String file;
        final String url;

        Kind(String file, String url) {
            this.file = file;
            this.url = url;
        }
    }

    /** An application that has been started on the database in a directory. */
    private static final class App implements AutoCloseable {
        final SessionFactory factory;
        final Morango morango;

        App(Kind kind, Path place, @Nullable String installation) {
            Configuration configuration = Application.configuration(
                    String.format(kind.url, place),
                    Map.of("hibernate.hbm2ddl.auto", "update"),
                    Lesson.class,
                    Section.class);
            factory = configuration.buildSessionFactory();
            morango = Morango.on(
                    factory,
                    PeerSettings.builder()
                            .installation(installation)
                            .server(server -> server.authenticator(c -> Optional.<Principal>of(c::username))
                                    .signingPermission((user, parent, scope, params) -> true)
                                    .asyncAfter(Duration.ofSeconds(30)))
                            .client(client -> client.pollInterval(Duration.ofMillis(20)))
                            .build());
            morango.certificates().define(SCOPE);
        }

        String instance() {
            return morango.instance().id();
        }

        String add(String place, String title) {
            Lesson lesson = new Lesson(place, title);
            write(session -> session.persist(lesson));
            return lesson.getId();
        }

        void rename(String id, String title) {
            write(session -> session.find(Lesson.class, id).title = title);
        }

        private void write(Consumer<Session> work) {
            factory.inTransaction(session -> {
                session.createMutationQuery("update MorangoLockRow set taken = taken where id = -1")
                        .executeUpdate();
                work.accept(session);
            });
        }

        Map<String, String> titles() {
            Map<String, String> titles = new TreeMap<>();
            factory.inTransaction(session -> session.createSelectionQuery("from Lesson", Lesson.class)
                    .getResultList()
                    .forEach(lesson -> titles.put(lesson.getId(), lesson.title)));
            return titles;
        }

        List<StoreRow> store() {
            return factory.fromTransaction(
                    session -> session.createSelectionQuery("from MorangoStoreRow", StoreRow.class)
                            .getResultList());
        }

        void syncWith(MorangoServer server) {
            Certificate mine = morango.certificates().owned().get(0);
            try (SyncConnection connection = morango.connect(url(server));
                    SyncClient session = connection.openSession(mine)) {
                session.push();
                session.pull();
            }
        }

        @Override
        public void close() {
            factory.close();
        }
    }

    private static String url(MorangoServer server) {
        return "http://localhost:" + server.port() + "/";
    }

    private Path place(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    private static void copy(Kind kind, Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("a closed database")
                    .contains(kind.file);
        }
        Files.copy(from.resolve(kind.file), to.resolve(kind.file));
    }

    /** The database to be copied, and another one with which it has synced. Both are closed. */
    private record Begun(String root, String lesson, String instance) {}

    private Begun begin(Kind kind, @Nullable String installation) throws IOException {
        try (App one = new App(kind, place("one"), installation);
                App third = new App(kind, place("third"), null)) {
            Certificate root = one.morango.certificates().createRoot("all");
            String lesson = one.add(root.id(), "shared");
            one.add(root.id(), "untouched");
            try (MorangoServer server = one.morango.serve(0);
                    SyncConnection connection = third.morango.connect(url(server))) {
                connection.requestCertificate(root.id(), "all", Map.of("place", root.id()), "ada", "pw");
                third.syncWith(server);
            }
            assertThat(third.titles()).hasSize(2);
            return new Begun(root.id(), lesson, one.instance());
        }
    }

    private static void editBoth(Begun begun, App one, App two) {
        one.rename(begun.lesson(), "edited at one");
        one.add(begun.root(), "made at one");
        two.rename(begun.lesson(), "edited at two");
        two.add(begun.root(), "made at two");
    }

    private static void syncAll(MorangoServer server, App... apps) {
        for (int round = 0; round < 2; round++) {
            for (App app : apps) {
                app.syncWith(server);
            }
        }
    }

    /** Asserts that all have the same rows, and that each edit is in a row or among the conflicting contents. */
    private static void assertNothingIsLost(Begun begun, App... apps) {
        StringBuilder edits = new StringBuilder();
        for (App app : apps) {
            assertThat(app.titles()).isEqualTo(apps[0].titles());
            app.store().stream()
                    .filter(row -> row.id.equals(begun.lesson()))
                    .forEach(row -> edits.append(row.serialized()).append(row.conflictingData()));
        }
        assertThat(apps[0].titles()).hasSize(4).containsValues("untouched", "made at one", "made at two");
        assertThat(edits.toString()).contains("edited at one", "edited at two");
    }

    /** Asserts that each version of a record has the same content everywhere. */
    private static void assertOneContentUnderEachVersion(App... apps) {
        Map<String, String> contents = new HashMap<>();
        for (App app : apps) {
            for (StoreRow row : app.store()) {
                String version = row.id + " " + row.lastSavedInstance + ":" + row.lastSavedCounter;
                String other = contents.putIfAbsent(version, row.serialized());
                assertThat(row.serialized()).as(version).isEqualTo(other == null ? row.serialized() : other);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void copyAtAnotherPlaceIsAnotherInstance(Kind kind) throws IOException {
        Begun begun = begin(kind, null);
        copy(kind, place("one"), place("two"));
        try (App one = new App(kind, place("one"), null);
                App two = new App(kind, place("two"), null);
                App third = new App(kind, place("third"), null);
                MorangoServer ones = one.morango.serve(0);
                MorangoServer thirds = third.morango.serve(0)) {
            assertThat(one.instance()).isEqualTo(begun.instance());
            assertThat(two.instance()).isNotEqualTo(begun.instance());
            editBoth(begun, one, two);
            two.syncWith(thirds);
            assertOneContentUnderEachVersion(one, two, third);
            syncAll(thirds, one, two);
            two.syncWith(ones);
            assertOneContentUnderEachVersion(one, two, third);
            assertNothingIsLost(begun, one, two, third);
        }
    }

    @ParameterizedTest
    @EnumSource
    void copiesThatNothingTellsApartRenewThemselvesWhenTheyMeet(Kind kind) throws IOException {
        Begun begun = begin(kind, "same");
        copy(kind, place("one"), place("two"));
        try (App one = new App(kind, place("one"), "same");
                App two = new App(kind, place("two"), "same");
                App third = new App(kind, place("third"), null);
                MorangoServer ones = one.morango.serve(0);
                MorangoServer thirds = third.morango.serve(0)) {
            assertThat(List.of(one.instance(), two.instance())).containsOnly(begun.instance());
            editBoth(begun, one, two);
            // Edits of the other copy have the same versions there, and are not sent.
            one.syncWith(thirds);
            two.syncWith(thirds);
            two.syncWith(ones);
            Set<String> instances = Set.of(one.instance(), two.instance(), third.instance());
            assertThat(instances).hasSize(3).doesNotContain(begun.instance());
            two.syncWith(ones);
            syncAll(thirds, one, two);
            assertOneContentUnderEachVersion(one, two, third);
            assertNothingIsLost(begun, one, two, third);
            assertThat(Set.of(one.instance(), two.instance(), third.instance()))
                    .as("they renew themselves once")
                    .isEqualTo(instances);
        }
    }

    @ParameterizedTest
    @EnumSource
    void movedDatabaseRenewsItselfOnceAndGoesOn(Kind kind) throws IOException {
        Begun begun = begin(kind, null);
        Files.move(place("one").resolve(kind.file), place("moved").resolve(kind.file));
        String renewed;
        try (App moved = new App(kind, place("moved"), null)) {
            renewed = moved.instance();
            assertThat(renewed).isNotEqualTo(begun.instance());
            moved.rename(begun.lesson(), "edited after the move");
        }
        try (App moved = new App(kind, place("moved"), null);
                App third = new App(kind, place("third"), null);
                MorangoServer thirds = third.morango.serve(0)) {
            assertThat(moved.instance()).isEqualTo(renewed);
            third.add(begun.root(), "made at the third");
            moved.syncWith(thirds);
            assertThat(moved.titles())
                    .isEqualTo(third.titles())
                    .hasSize(3)
                    .containsEntry(begun.lesson(), "edited after the move");
            assertThat(moved.morango.storeFigures().conflicts()).isZero();
            assertThat(third.morango.storeFigures().conflicts()).isZero();
            assertThat(moved.morango.storeFigures().pending()).isZero();
        }
    }

    @Test
    void nodesOfOneDatabaseAreNoCopies() throws IOException {
        try (App one = new App(Kind.H2, place("one"), null);
                MorangoServer server = Morango.on(one.factory).serve(0)) {
            one.morango.certificates().createRoot("all");
            String before = one.instance();
            assertThatThrownBy(() -> one.syncWith(server))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("serves the very database of this side");
            assertThat(one.instance()).isEqualTo(before);
        }
    }

    @Test
    void nobodyCanHaveItRenewedAgainAndAgain() throws IOException {
        try (App one = new App(Kind.H2, place("one"), null)) {
            HibernateReplica replica =
                    new HibernateReplica((SessionFactoryImplementor) one.factory, new SecureRandom());
            String first = one.instance();
            assertThat(replica.renewCopied(first)).isTrue();
            assertThat(one.instance()).isNotEqualTo(first);
            assertThat(replica.renewCopied(first)).as("no longer that one").isTrue();
            for (int i = 1; i < Replica.MOST_RENEWALS; i++) {
                assertThat(replica.renewCopied(one.instance())).isTrue();
            }
            String renewed = one.instance();
            assertThat(replica.renewCopied(renewed)).isFalse();
            assertThat(one.instance()).isEqualTo(renewed);
        }
    }
}
