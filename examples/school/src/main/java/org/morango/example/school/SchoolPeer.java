package org.morango.example.school;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.example.school.model.Account;
import org.morango.example.school.model.Learner;
import org.morango.example.school.model.SummaryLog;
import org.morango.hibernate.Morango;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;

/** One installation of the school: its database, and the peer on it. */
final class SchoolPeer implements AutoCloseable {
    static final String PROFILE = "facilitydata";
    static final String FULL_FACILITY = "full-facility";
    static final String SINGLE_USER = "single-user";

    private static final int FLUSH_EVERY = 500;
    private static final int USERNAME_LENGTH = 20;

    private static final List<ScopeDefinition> SCOPES = List.of(
            ScopeDefinition.named(FULL_FACILITY, PROFILE)
                    .primaryParam("dataset_id")
                    .description("All of ${dataset_id}")
                    .readWrite("${dataset_id}")
                    .build(),
            ScopeDefinition.named(SINGLE_USER, PROFILE)
                    .description("User ${user_id} of ${dataset_id}")
                    .read("${dataset_id}:allusers-ro\n${dataset_id}:user-ro:${user_id}")
                    .write("${dataset_id}:anonymous")
                    .readWrite("${dataset_id}:user-rw:${user_id}")
                    .build());

    private final SessionFactory database;
    private final Morango morango;
    private final PeerSettings settings;

    private SchoolPeer(SessionFactory database, UnaryOperator<PeerSettings.Builder> more) {
        this.database = database;
        try {
            this.settings = more.apply(PeerSettings.builder())
                    .server(server -> server.authenticator(
                                    UserAuthenticator.ofHashes(this::passwordHash, Passwords::matches, Passwords.DECOY))
                            .signingPermission((user, parent, scope, params) -> true))
                    .build();
            this.morango = Morango.on(database, settings);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Opens an installation whose database has been initialized. */
    static SchoolPeer open(String url) {
        return open(url, UnaryOperator.identity());
    }

    /** Opens an installation with additional settings of the command. */
    static SchoolPeer open(String url, UnaryOperator<PeerSettings.Builder> more) {
        return new SchoolPeer(SchoolDatabase.open(url), more);
    }

    /** Opens an installation; initializes its database if it is new. */
    static SchoolPeer init(String url) {
        SchoolPeer peer = new SchoolPeer(SchoolDatabase.create(url), UnaryOperator.identity());
        SCOPES.forEach(peer.morango.certificates()::define);
        return peer;
    }

    SessionFactory database() {
        return database;
    }

    Morango morango() {
        return morango;
    }

    /** Runs a transaction that changes something. */
    void inTransaction(Consumer<Session> work) {
        database.inTransaction(session -> {
            // SQLite lets a transaction wait for the lock if its first statement writes, but would reject a later
            // write.
            session.createMutationQuery("delete from Account where 1 = 0").executeUpdate();
            work.accept(session);
        });
    }

    Instant now() {
        return settings.clock().instant();
    }

    /** Creates a root certificate. */
    Certificate createRoot() {
        return morango.certificates().createRoot(FULL_FACILITY);
    }

    /** Saves an account that may request certificates from this installation, or changes its password. */
    void saveAccount(String username, String password) {
        Account account = new Account(username, Passwords.hash(password, settings.random()));
        inTransaction(session -> session.merge(account));
    }

    private Optional<String> passwordHash(String username) {
        return database.fromTransaction(
                s -> Optional.ofNullable(s.find(Account.class, username)).map(Account::getPasswordHash));
    }

    /** Returns this installation's newest certificate that allows most under a root. */
    Certificate certificateUnder(String root) {
        return morango.certificates()
                .current(root)
                .orElseThrow(() -> new MorangoException(
                        "This database holds no certificate under " + root + " that is still valid; join first."));
    }

    /** Creates the learner with that id if it is missing, and that many summary logs. */
    void seed(String learnerId, int logs) {
        if (!Ids.isId(learnerId)) {
            throw new MorangoException("ROOT has to be 32 lower-case hexadecimal digits, not " + learnerId + ".");
        }
        inTransaction(session -> {
            Learner learner = session.find(Learner.class, learnerId);
            if (learner == null) {
                learner = Learner.withId(learnerId, learnerId.substring(0, USERNAME_LENGTH));
                learner.setLastLogin(now());
                // Django rejects a learner without a password.
                learner.setPassword(Passwords.djangoHash(Ids.random(settings.random()), settings.random()));
                session.persist(learner);
            }
            for (int i = 1; i <= logs; i++) {
                session.persist(new SummaryLog(learner, Ids.random(settings.random())));
                if (i % FLUSH_EVERY == 0) {
                    session.flush();
                    session.clear();
                    learner = session.getReference(Learner.class, learnerId);
                }
            }
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
