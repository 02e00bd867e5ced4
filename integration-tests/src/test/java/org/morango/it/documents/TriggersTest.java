package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.CaptureTriggers;
import org.morango.it.documents.triggers.Loan;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** What docs/capture.md and docs/howto.md say of triggers. */
@Peers(entities = Loan.class)
class TriggersTest {
    /** Runs a statement as another program would. */
    private static void beside(TestPeer peer, String sql) {
        peer.inTransaction(entities -> entities.unwrap(Session.class).doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }));
    }

    @Test
    void changesOfOtherProgramsTravel(TestPeer library, TestPeer branch) {
        beside(library, "insert into Loan (reader) values ('Ada')");
        branch.syncWith(library);
        assertThat(branch.findAll(Loan.class))
                .singleElement()
                .satisfies(loan -> assertThat(loan.reader()).isEqualTo("Ada"));

        beside(branch, "update Loan set reader = 'Grace'");
        branch.syncWith(library);
        assertThat(library.findAll(Loan.class))
                .singleElement()
                .satisfies(loan -> assertThat(loan.reader()).isEqualTo("Grace"));

        beside(library, "delete from Loan");
        branch.syncWith(library);
        assertThat(branch.findAll(Loan.class)).isEmpty();
    }

    @Test
    void migrationMakesThem(TestPeer library) {
        EntityManagerFactory entityManagerFactory = library.entityManagerFactory();
        CaptureTriggers.of(entityManagerFactory).remove();
        beside(library, "insert into Loan (reader) values ('unseen')");
        assertThat(library.morango().outbox().notes()).isZero();

        CaptureTriggers triggers = CaptureTriggers.of(entityManagerFactory);
        String migration = CaptureTriggers.script(triggers.create());
        System.out.println(CaptureTriggers.script(triggers.create()));
        library.inTransaction(entities ->
                entities.unwrap(Session.class).doWork(connection -> execute(connection.createStatement(), migration)));

        beside(library, "update Loan set reader = 'seen'");
        assertThat(library.morango().outbox().notes()).isEqualTo(1);
    }

    private static void execute(Statement statement, String script) throws SQLException {
        try (statement) {
            statement.execute(script);
        }
    }
}
