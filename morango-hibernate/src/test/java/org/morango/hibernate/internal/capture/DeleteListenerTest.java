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
import org.hibernate.event.spi.EventType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.TombstoneRow;
import org.morango.hibernate.model.Facility;

/** The listener keeps nothing of a transaction after its end. */
class DeleteListenerTest {
    private static final String URL = "jdbc:h2:mem:deletions;DB_CLOSE_DELAY=-1";

    private SessionFactory factory;
    private DeleteListener listener;
    private String id;

    @BeforeEach
    void open() {
        factory = new Configuration()
                .addAnnotatedClass(Facility.class)
                .setProperty("hibernate.connection.url", URL)
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .buildSessionFactory();
        ((SessionFactoryImplementor) factory)
                .getEventEngine()
                .getListenerRegistry()
                .getEventListenerGroup(EventType.POST_DELETE)
                .fireEventOnEachListener(this, (found, test) -> {
                    if (found instanceof DeleteListener own) {
                        listener = own;
                    }
                });
        Facility facility = new Facility("f", null);
        factory.inTransaction(session -> session.persist(facility));
        id = facility.getId();
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
            assertThat(listener.pending()).isEqualTo(1);
        });
        assertThat(listener.pending()).isZero();
        assertThat(tombstones()).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOfARolledBackTransaction() {
        try (Session session = factory.openSession()) {
            session.beginTransaction();
            session.remove(session.find(Facility.class, id));
            session.flush();
            session.getTransaction().rollback();
        }
        assertThat(listener.pending()).isZero();
        assertThat(tombstones()).isZero();
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
        assertThat(listener.pending()).isZero();
        assertThat(tombstones()).isZero();
    }

    @Test
    void tombstoneIsWrittenOnAConnectionThatTheApplicationManages() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL)) {
            connection.setAutoCommit(false);
            try (StatelessSession session =
                    factory.withStatelessOptions().connection(connection).openStatelessSession()) {
                session.delete(session.get(Facility.class, id));
            }
            connection.commit();
        }
        assertThat(listener.pending()).isZero();
        assertThat(tombstones()).isEqualTo(1);
    }

    private int tombstones() {
        return factory.fromSession(
                session -> session.createSelectionQuery("from MorangoTombstoneRow", TombstoneRow.class)
                        .getResultList()
                        .size());
    }
}
