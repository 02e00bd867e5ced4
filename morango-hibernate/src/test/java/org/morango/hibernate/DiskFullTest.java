package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.record.Filter;
import org.morango.replica.ReplicaException;
import org.morango.replica.UnavailableException;

/** SQLite in a file that cannot grow, behind a pool that does not reset connections. */
class DiskFullTest {
    private static final String TEXT = "x".repeat(3_000);

    @TempDir
    private Path directory;

    private String url;
    private BoundedPool pool;
    private SessionFactory factory;
    private HibernateReplica replica;

    @BeforeEach
    void open() {
        url = "jdbc:sqlite:" + directory.resolve("school.db") + "?journal_mode=wal&busy_timeout=2000";
        pool = new BoundedPool(url, 1, Duration.ofSeconds(5));
        Configuration configuration =
                new Configuration().addAnnotatedClass(Lesson.class).addAnnotatedClass(Section.class);
        configuration.getProperties().put("hibernate.connection.datasource", pool);
        factory = configuration.setProperty("hibernate.hbm2ddl.auto", "create").buildSessionFactory();
        replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
    }

    @AfterEach
    void close() throws SQLException {
        factory.close();
        pool.close();
    }

    private void add(int lessons) {
        factory.inTransaction(session -> {
            for (int i = 0; i < lessons; i++) {
                session.persist(new Lesson("place", TEXT.substring(i % 10)));
            }
        });
    }

    /** Returns the number of rows as another process sees them. */
    private long rows(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + table)) {
            count.next();
            return count.getLong(1);
        }
    }

    private void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet pages = statement.executeQuery("pragma page_count")) {
            pages.next();
            pool.onLending("pragma max_page_count = " + (pages.getLong(1) + 5));
        }
    }

    private void makeRoom() {
        pool.onLending("pragma max_page_count = 1000000");
    }

    @Test
    void fullDiskIsToldAndNothingOfWhatFailedIsStored() throws SQLException {
        add(30);
        fill();
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(UnavailableException.Cause.FULL))
                    .hasMessageContaining("is full; make room")
                    .hasMessageContaining("SQLITE_FULL");
        }
        assertThat(rows("morango_store")).isZero();
        makeRoom();
        replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING);
        assertThat(rows("morango_store")).isEqualTo(30);
    }

    @Test
    void applicationsTransactionsThatFailAreNotStoredByThoseThatFollow() throws SQLException {
        add(1);
        fill();
        assertThatThrownBy(() -> add(100)).hasStackTraceContaining("SQLITE_FULL");
        assertThat(rows("Lesson")).isOne();
        replica.sessions().staleSessions(Instant.now(), "", 1);
        makeRoom();
        add(2);
        replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING);
        assertThat(rows("Lesson")).isEqualTo(3);
        assertThat(rows("morango_store")).isEqualTo(3);
    }

    @Test
    void connectionWhoseCommitFailsIsNotHandedOn() throws SQLException {
        pool.failNextCommit();
        assertThatThrownBy(() -> add(2)).hasStackTraceContaining("SQLITE_FULL");
        add(1);
        assertThat(rows("Lesson")).isOne();
        pool.failNextCommit();
        assertThatThrownBy(() -> replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING))
                .isInstanceOf(UnavailableException.class);
        assertThat(rows("morango_store")).isZero();
        replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING);
        assertThat(rows("morango_store")).isOne();
    }

    @Test
    void readOnlyDatabaseIsNamed() {
        add(1);
        pool.onLending("pragma query_only = true");
        assertThatThrownBy(() -> replica.serialize(TestPeer.PROFILE, Filter.EVERYTHING))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("is read-only");
    }
}
