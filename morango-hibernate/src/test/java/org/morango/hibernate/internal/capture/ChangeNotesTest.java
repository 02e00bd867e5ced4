package org.morango.hibernate.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.OutboxRow;
import org.morango.hibernate.model.Facility;

/** Nothing of a transaction is kept after its end. */
class ChangeNotesTest {
    private static final String URL = "jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1";

    private SessionFactory factory;
    private String id;

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Facility.class)
                .setProperty("hibernate.connection.url", URL)
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .buildSessionFactory();
        Facility facility = new Facility("f", null);
        factory.inTransaction(session -> session.persist(facility));
        id = facility.getId();
        factory.inTransaction(session ->
                session.createMutationQuery("delete from MorangoOutboxRow").executeUpdate());
    }

    private int pending() {
        return ((CapturingJdbcServices) ((SessionFactoryImplementor) factory).getJdbcServices())
                .notes()
                .size();
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void nothingIsLeftOfACommittedTransaction() {
        factory.inTransaction(session -> {
            session.remove(session.find(Facility.class, id));
            session.flush();
            assertThat(pending()).isEqualTo(1);
        });
        assertThat(pending()).isZero();
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOfARolledBackTransaction() {
        try (Session session = factory.openSession()) {
            session.beginTransaction();
            session.remove(session.find(Facility.class, id));
            session.flush();
            session.getTransaction().rollback();
        }
        assertThat(pending()).isZero();
        assertThat(notes()).isZero();
    }

    @Test
    void nothingIsLeftOfATransactionThatCannotCommit() {
        try (Session session = factory.openSession()) {
            session.beginTransaction();
            session.remove(session.find(Facility.class, id));
            session.flush();
            session.getTransaction().setRollbackOnly();
            session.getTransaction().commit();
        }
        assertThat(pending()).isZero();
        assertThat(notes()).isZero();
    }

    @Test
    void deletionIsNotedOnAConnectionThatTheApplicationManages() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL)) {
            connection.setAutoCommit(false);
            try (StatelessSession session =
                    factory.withStatelessOptions().connection(connection).openStatelessSession()) {
                session.delete(session.get(Facility.class, id));
            }
            connection.commit();
        }
        assertThat(pending()).isZero();
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void largeTransactionWritesItsNotesEarly() {
        factory.inTransaction(session -> {
            for (int i = 0; i < 10_100; i++) {
                session.persist(new Facility("f" + i, null));
                if (i % 100 == 99) {
                    session.flush();
                    session.clear();
                }
            }
            assertThat(session.createSelectionQuery("select count(*) from MorangoOutboxRow", Long.class)
                            .getSingleResult())
                    .isEqualTo(20);
        });
        assertThat(notes()).isEqualTo(21);
    }

    private int notes() {
        return factory.fromSession(session -> session.createSelectionQuery("from MorangoOutboxRow", OutboxRow.class)
                .getResultList()
                .size());
    }
}
