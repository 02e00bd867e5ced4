package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Adoption;
import org.morango.hibernate.Morango;
import org.morango.it.documents.howto.Book;
import org.morango.it.documents.howto.Loan;
import org.morango.it.documents.howto.Reader;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Follows docs/howto.md. */
class HowToTest {
    private static final String SCHOOL = "5f2a0000000000000000000000000000";
    private static final String PUPIL_ID = "9c1e0000000000000000000000000000";
    private static final ScopeDefinition WHOLE_LIBRARY = ScopeDefinition.named("whole-library", "library")
            .primaryParam("library")
            .readWrite("${library}")
            .build();

    static final ScopeDefinition WHOLE_SCHOOL = ScopeDefinition.named("whole-school", "school")
            .primaryParam("school")
            .readWrite("${school}")
            .build();
    static final ScopeDefinition TEACHER = ScopeDefinition.named("teacher", "school")
            .read("${school}:user-rw:")
            .readWrite("${school}:allusers-ro\n${school}:user-ro:")
            .build();
    static final ScopeDefinition PUPIL = ScopeDefinition.named("pupil", "school")
            .read("${school}:allusers-ro\n${school}:user-ro:${pupil}:")
            .readWrite("${school}:user-rw:${pupil}:")
            .build();

    static final ScopeDefinition PUPIL_DEVICE = ScopeDefinition.named("pupil-device", "school")
            .read("${school}:allusers-ro")
            .readWrite("${school}:user-rw:${pupil}:")
            .readModels("lesson", "answer")
            .writeModels("answer")
            .build();

    static SigningPermission permission(Set<String> teachers) {
        SigningPermission permission = (user, parent, scope, params) -> switch (scope.id()) {
            case "pupil" -> user.getName().equals(params.get("pupil"));
            case "teacher" -> teachers.contains(user.getName());
            default -> false;
        };
        return permission;
    }

    static PeerSettings production(
            UserAuthenticator accounts, SigningPermission permission, SecretKey keyFromYourVault) {
        PeerSettings settings = PeerSettings.builder()
                .trust(trust ->
                        trust.keyCipher(KeyCipher.aes(keyFromYourVault)).certificateLifetime(Duration.ofDays(400)))
                .server(server -> server.bindAddress(InetAddress.getLoopbackAddress())
                        .authenticator(accounts)
                        .signingPermission(permission))
                .build();
        return settings;
    }

    private final Set<String> haveLeft = Set.of("bea");

    class Pupils implements SigningPermission {
        @Override
        public boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> params) {
            return user.getName().equals(params.get("pupil"));
        }

        @Override
        public boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
            return !haveLeft.contains(certificate.params().get("pupil"));
        }
    }

    private static boolean isPast(Optional<Instant> time) {
        return time.filter(Instant.now()::isAfter).isPresent();
    }

    static void syncAndRenew(Morango morango, String url, String rootId) {
        try (SyncConnection connection = morango.connect(url)) {
            Certificate mine = morango.certificates().current(rootId).orElseThrow();
            if (isPast(morango.certificates().renewalDue(mine, 1 / 3.0)) && connection.canRenew(mine)) {
                connection.renew(mine);
            }
            try (SyncClient client = connection.openSession()) {
                client.sync();
            }
        }
    }

    @Test
    void plainMorangoIsAllowedBySettingAlone() {
        PeerSettings settings = PeerSettings.builder()
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        assertThat(settings.trust().allowPlainMorango()).isTrue();
        assertThat(PeerSettings.defaults().trust().allowPlainMorango()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                ":allusers-ro,          rw, rw, r",
                ":user-ro:" + PUPIL_ID + ":, rw, rw, r",
                ":user-rw:" + PUPIL_ID + ":, rw, r,  rw",
                ":user-rw:d401:,        rw, r,  -",
            })
    void scopesAreAsTheTableSays(String place, String school, String teacher, String pupil) {
        Map<String, String> params = Map.of("school", SCHOOL, "pupil", PUPIL_ID);
        assertThat(access(WHOLE_SCHOOL.scope(params), place)).isEqualTo(school);
        assertThat(access(TEACHER.scope(params), place)).isEqualTo(teacher);
        assertThat(access(PUPIL.scope(params), place)).isEqualTo(pupil == null ? "" : pupil);
    }

    @Test
    void deviceOfAPupilReadsLessonsAndWritesAnswers() {
        Scope scope = PUPIL_DEVICE.scope(Map.of("school", SCHOOL, "pupil", PUPIL_ID));
        assertThat(scope.readModels().names()).containsExactly("answer", "lesson");
        assertThat(scope.writeModels().names()).containsExactly("answer");
    }

    private static String access(Scope scope, String place) {
        return (scope.read().contains(SCHOOL + place) ? "r" : "")
                + (scope.write().contains(SCHOOL + place) ? "w" : "");
    }

    static void enterRows(Morango morango) {
        morango.adopt("library", Adoption.ofNewRows());
    }

    /** Two libraries were in use before they could sync, and have a reader and a book in common. */
    @Test
    void databasesThatHaveDataSync() throws Exception {
        use("howto-city", "Ada");
        use("howto-village", "Bea");
        try (SessionFactory city = factory("howto-city");
                SessionFactory village = factory("howto-village")) {
            Morango founder = Morango.on(
                    city,
                    production(
                            credentials -> Optional.of(credentials::username),
                            (user, parent, scope, params) -> true,
                            new SecretKeySpec(new byte[32], "AES")));
            founder.certificates().define(WHOLE_LIBRARY);
            String library = founder.certificates().createRoot("whole-library").id();
            Morango other = Morango.on(village);
            other.certificates().define(WHOLE_LIBRARY);
            enterRows(founder);

            try (MorangoServer server = founder.serve(0);
                    SyncConnection connection = other.connect("http://localhost:" + server.port() + "/")) {
                Certificate mine = connection.requestCertificate(
                        library, "whole-library", Map.of("library", library), "ada", "secret");
                assertThat(mine.expires()).isPresent();
                assertThat(other.certificates().current()).contains(mine);
                enterRows(other);
                syncAndRenew(other, "http://localhost:" + server.port() + "/", library);
            }
            for (SessionFactory factory : List.of(city, village)) {
                assertThat(names(factory, "select name from Reader order by name"))
                        .containsExactly("Ada", "Bea", "Common");
                assertThat(names(factory, "select title from Book order by title"))
                        .containsExactly("Common", "Only of howto-city", "Only of howto-village");
                assertThat(names(factory, "select l.reader.name || ': ' || l.book.title from Loan l order by 1"))
                        .containsExactly("Ada: Only of howto-city", "Bea: Only of howto-village");
            }
        }
    }

    private static List<String> names(SessionFactory factory, String query) {
        return factory.fromTransaction(
                session -> session.createQuery(query, String.class).getResultList());
    }

    private static String url(String database) {
        return "jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1";
    }

    /** Fills a database before it can sync. */
    private static void use(String name, String reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(name));
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "create table reader (card varchar(255) primary key, name varchar(255))",
                    "insert into reader values ('C-1', 'Common'), ('" + name + "', '" + reader + "')",
                    "create table book (number integer generated by default as identity primary key,"
                            + " isbn varchar(20) not null unique, title varchar(99))",
                    "insert into book (isbn, title) values ('978-" + name + "', 'Only of " + name
                            + "'), ('978-0', 'Common')",
                    "create table loan (number integer generated by default as identity primary key,"
                            + " book_number integer not null references book, reader_card varchar(255) not null"
                            + " references reader, due date)",
                    "insert into loan (book_number, reader_card) values (1, '" + name + "')")) {
                statement.execute(sql);
            }
        }
    }

    private static SessionFactory factory(String database) {
        return new Configuration()
                .addAnnotatedClass(Reader.class)
                .addAnnotatedClass(Book.class)
                .addAnnotatedClass(Loan.class)
                .setProperty("hibernate.connection.url", url(database))
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory();
    }
}
