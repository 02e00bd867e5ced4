package org.morango.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.morango.benchmark.model.Learner;
import org.morango.benchmark.model.SummaryLog;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncStatistics;
import org.morango.hibernate.Morango;
import org.morango.hibernate.MorangoBuilder;
import org.morango.hibernate.hook.SyncListener;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** An application on a database of its own. */
final class BenchmarkPeer implements AutoCloseable {
    private static final String PROFILE = "facilitydata";
    private static final String SCOPE = "full-facility";
    static final ScopeDefinition WHOLE = ScopeDefinition.named(SCOPE, PROFILE)
            .primaryParam("dataset_id")
            .description("All of ${dataset_id}")
            .readWrite("${dataset_id}")
            .build();
    private static final int FLUSH_EVERY = 500;

    private final SessionFactory database;
    private final UnaryOperator<PeerSettings.Builder> more;
    private final @Nullable SyncListener listener;
    private Morango morango;

    BenchmarkPeer(String url) {
        this(url, UnaryOperator.identity());
    }

    BenchmarkPeer(String url, UnaryOperator<PeerSettings.Builder> more) {
        this(url, List.of(Learner.class, SummaryLog.class), more);
    }

    BenchmarkPeer(String url, List<Class<?>> entities) {
        this(url, entities, UnaryOperator.identity());
    }

    /** A peer whose application hears of what is received. */
    BenchmarkPeer(String url, SyncListener listener) {
        this(url, List.of(Learner.class, SummaryLog.class), UnaryOperator.identity(), listener);
    }

    private BenchmarkPeer(String url, List<Class<?>> entities, UnaryOperator<PeerSettings.Builder> more) {
        this(url, entities, more, null);
    }

    private BenchmarkPeer(
            String url,
            List<Class<?>> entities,
            UnaryOperator<PeerSettings.Builder> more,
            @Nullable SyncListener listener) {
        this.listener = listener;
        database = Factories.withLibrary(url, entities.toArray(Class<?>[]::new));
        this.more = more;
        morango = begin();
    }

    private Morango begin() {
        MorangoBuilder builder = Morango.builder(database)
                .settings(more.apply(PeerSettings.builder())
                        .server(server -> server.authenticator(credentials -> Optional.of(credentials::username))
                                .signingPermission((user, parent, scope, params) -> true))
                        .build());
        if (listener != null) {
            builder.listener(listener);
        }
        Morango begun = builder.build();
        begun.certificates().define(WHOLE);
        return begun;
    }

    /** Starts again with empty tables; compiled code stays compiled. */
    void clear() {
        database.getSchemaManager().truncate();
        morango = begin();
    }

    SessionFactory database() {
        return database;
    }

    Morango morango() {
        return morango;
    }

    /** Creates a root certificate and returns its id. */
    String createRoot() {
        return morango.certificates().createRoot(SCOPE).id();
    }

    MorangoServer serve() {
        return morango.serve(0);
    }

    Certificate join(String url, String root) {
        try (SyncConnection connection = morango.connect(url)) {
            return connection.requestCertificate(root, SCOPE, Map.of("dataset_id", root), "admin", "pw");
        }
    }

    /** Creates one learner and that many logs of the learner, as an application would. */
    void seed(String learnerId, int logs, long randomSeed) {
        Random random = new Random(randomSeed);
        database.inTransaction(session -> {
            Learner learner = session.find(Learner.class, learnerId);
            if (learner == null) {
                learner = new Learner(learnerId);
                session.persist(learner);
            }
            for (int i = 1; i <= logs; i++) {
                session.persist(new SummaryLog(learner, Ids.random(random)));
                if (i % FLUSH_EVERY == 0) {
                    session.flush();
                    session.clear();
                    learner = session.getReference(Learner.class, learnerId);
                }
            }
        });
    }

    /** Adds one log of a learner, and returns its key. */
    String add(String learnerId, String contentId) {
        return database.fromTransaction(session -> {
            SummaryLog log = new SummaryLog(session.getReference(Learner.class, learnerId), contentId);
            session.persist(log);
            return log.getId();
        });
    }

    /** Changes that many logs. */
    void change(int logs, long randomSeed) {
        Random random = new Random(randomSeed);
        database.inTransaction(session -> {
            List<SummaryLog> changed = session.createSelectionQuery(
                            "from SummaryLog s where s.id >= :from order by s.id", SummaryLog.class)
                    .setParameter("from", Ids.random(random).substring(0, 8))
                    .setMaxResults(logs)
                    .getResultList();
            changed.forEach(log -> log.setContentId(Ids.random(random)));
        });
    }

    /** Pushes over a connection and a session of its own. */
    SyncStatistics push(String url, Certificate certificate) {
        try (SyncConnection connection = morango.connect(url);
                SyncClient client = connection.openSession(certificate)) {
            client.push();
            return client.statistics();
        }
    }

    SyncStatistics pull(String url, Certificate certificate) {
        try (SyncConnection connection = morango.connect(url);
                SyncClient client = connection.openSession(certificate)) {
            client.pull();
            return client.statistics();
        }
    }

    long logs() {
        return database.fromTransaction(
                session -> session.createSelectionQuery("select count(*) from SummaryLog", Long.class)
                        .getSingleResult());
    }

    @Override
    public void close() {
        database.close();
    }
}
