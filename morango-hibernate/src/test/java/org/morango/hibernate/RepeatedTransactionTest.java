package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.TransactionException;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.exception.LockAcquisitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.Database;
import org.morango.replica.ReplicaException;
import org.morango.settings.Pause;
import org.morango.settings.PeerSettings;

/** A transaction that fails with a conflict is run again after a pause. */
class RepeatedTransactionTest {
    private static final int ATTEMPTS = 60;

    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final BoundedPool pool = new BoundedPool(Application.url(), 1, Duration.ofSeconds(1));
    private final SessionFactory factory = factory();

    private SessionFactory factory() {
        Configuration configuration = new Configuration();
        configuration.getProperties().put("hibernate.connection.datasource", pool);
        return configuration.buildSessionFactory();
    }

    private Database database(Pause pause) {
        return new Database(
                (SessionFactoryImplementor) factory,
                PeerSettings.builder().pause(pause).build());
    }

    @AfterEach
    void close() throws SQLException {
        factory.close();
        pool.close();
    }

    /**
     * Fails a number of times, each time with another exception by which Hibernate reports a conflict; then returns the
     * number of attempts.
     */
    private int fails(StatelessSession session, int times) {
        session.createNativeQuery("select 1", Integer.class).getSingleResult();
        int attempt = attempts.incrementAndGet();
        if (attempt <= times) {
            SQLException cause = new SQLException("could not serialize access", "40001");
            throw switch (attempt % 4) {
                case 0 -> new LockAcquisitionException("deadlock", cause);
                case 1 -> new PessimisticLockException("locked", cause);
                case 2 -> new TransactionException("Unable to commit", cause);
                default -> new LockTimeoutException("waited", cause);
            };
        }
        return attempt;
    }

    @Test
    void firstRepetitionWaitsInTheDatabaseAlone() {
        assertThat(database(pauses::add).<Integer>transaction(session -> fails(session, 1)))
                .isEqualTo(2);
        assertThat(pauses).isEmpty();
    }

    @Test
    void pausesGrowUpToASecondAndDiffer() {
        Database database = database(pauses::add);
        assertThatThrownBy(() -> database.transaction(session -> fails(session, Integer.MAX_VALUE)))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("locked for too long");
        assertThat(attempts).hasValue(ATTEMPTS);
        assertThat(pauses).hasSize(ATTEMPTS - 2);
        long most = 10;
        for (Duration pause : pauses) {
            assertThat(pause.toMillis()).isBetween(most / 2, most);
            most = Math.min(1_000, most * 2);
        }
        assertThat(new HashSet<>(pauses.subList(10, pauses.size()))).hasSizeGreaterThan(20);
    }

    @Test
    void queriesPauseAsTransactionsDo() {
        Database database = database(pauses::add);
        assertThat(database.<Integer>read(session -> fails(session, 3))).isEqualTo(4);
        attempts.set(0);
        assertThat(database.<Integer>bulkRead(session -> fails(session, 3))).isEqualTo(4);
        assertThat(pauses).hasSize(4);
    }

    @Test
    void whatIsNoConflictIsNotRepeated() {
        Database database = database(pauses::add);
        assertThatThrownBy(() -> database.transaction(session -> {
                    attempts.incrementAndGet();
                    return session.createNativeQuery("select 1 from nowhere", Integer.class)
                            .getSingleResult();
                }))
                .isInstanceOf(ReplicaException.class);
        assertThat(attempts).hasValue(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void connectionIsFreeWhileItPauses() {
        Database database = database(duration -> {
            pauses.add(duration);
            factory.inTransaction(session ->
                    session.createNativeQuery("select 1", Integer.class).getSingleResult());
        });
        assertThat(database.<Integer>transaction(session -> fails(session, 3))).isEqualTo(4);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void interruptedThreadGivesUpAndStaysInterrupted() {
        Database database = database(duration -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> database.transaction(session -> fails(session, 5)))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(2);
    }
}
