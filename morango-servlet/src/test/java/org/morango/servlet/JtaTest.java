package org.morango.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;

/** Two applications with JTA transactions. */
@Timeout(60)
class JtaTest {
    private JtaInstance city;
    private JtaInstance school;
    private Certificate mine;

    @BeforeAll
    static void keepTransactionLogsInMemory() {
        System.setProperty(
                "ObjectStoreEnvironmentBean.objectStoreType",
                "com.arjuna.ats.internal.arjuna.objectstore.VolatileStore");
    }

    @BeforeEach
    void start() throws Exception {
        city = JtaInstance.start();
        school = JtaInstance.start();
        String root =
                city.morango().certificates().createRoot(JtaInstance.SCOPE).id();
        try (SyncConnection connection = school.morango().connect(city.url())) {
            mine = connection.requestCertificate(root, JtaInstance.SCOPE, Map.of("root", root), "ada", "secret");
        }
    }

    @AfterEach
    void stop() throws Exception {
        school.close();
        city.close();
    }

    private void sync() {
        try (SyncConnection connection = school.morango().connect(city.url());
                SyncClient client = connection.openSession(mine)) {
            client.pull();
            client.push();
        }
    }

    @Test
    void committedWritesTravelAndOthersDoNot() throws Exception {
        school.inTransaction(entities -> entities.persist(new JtaNote("Algebra")));
        city.inTransaction(entities -> entities.persist(new JtaNote("Botany")));
        school.transactions().begin();
        school.work(entities -> entities.persist(new JtaNote("Rolled back")));
        school.transactions().rollback();
        sync();
        assertThat(city.notes()).containsExactly("Algebra", "Botany").isEqualTo(school.notes());

        school.inTransaction(
                entities -> entities.remove(entities.createQuery("from JtaNote where text = 'Botany'", JtaNote.class)
                        .getSingleResult()));
        sync();
        assertThat(city.notes()).containsExactly("Algebra");
    }

    @Test
    void syncInsideATransactionLeavesThatAsItIs() throws Exception {
        city.inTransaction(entities -> entities.persist(new JtaNote("Theirs")));
        school.transactions().begin();
        sync();
        assertThat(school.transactions().getStatus()).isEqualTo(Status.STATUS_ACTIVE);
        school.work(entities -> entities.persist(new JtaNote("Ours")));
        school.transactions().rollback();
        assertThat(school.notes()).containsExactly("Theirs");
    }

    /** A failed statement of the library must not roll back its whole transaction, as it would in JTA. */
    @Test
    void refusedRecordsDoNotStopTheOthers() throws Exception {
        city.inTransaction(entities -> entities.persist(new JtaNote("Same")));
        city.inTransaction(entities -> entities.persist(new JtaNote("Other")));
        school.inTransaction(entities -> entities.persist(new JtaNote("Same")));
        sync();
        assertThat(school.notes()).containsExactly("Other", "Same");
        assertThat(school.morango().pendingRecords().count()).isEqualTo(1);
    }
}
