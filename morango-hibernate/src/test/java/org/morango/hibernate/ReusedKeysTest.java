package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.OwnKeyGuests.Guest;
import org.morango.hibernate.OwnKeyGuests.Stay;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/** Received rows that the database gives the keys of rows which were deleted here, and are not serialized yet. */
class ReusedKeysTest {
    private final SmallPeer here = new SmallPeer(Guest.class, Stay.class);
    private final SmallPeer there = new SmallPeer(Guest.class, Stay.class);

    @BeforeEach
    void clear() {
        here.clear(1);
        there.clear(1000);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    private static List<String> names(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery("select name from Guest order by name", String.class)
                .getResultList());
    }

    private static Guest named(SmallPeer peer, String name) {
        return peer.get(session -> session.createSelectionQuery("from Guest where name = :name", Guest.class)
                .setParameter("name", name)
                .getSingleResult());
    }

    /** SQLite does it by itself. */
    private void useFirstKeyAgain() {
        here.run(session -> session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("alter table Guest alter column id restart with 1");
            }
        }));
    }

    /** Receives a row while the changes here are not serialized yet. */
    private void receiveAda() {
        there.run(session -> session.persist(new Guest("Ada")));
        there.serialize();
        String id = there.record("guest", named(there, "Ada").id).id;
        there.store().stream()
                .filter(row -> row.id.equals(id))
                .forEach(row -> assertThat(here.receive(StoreRecords.read(row)).written())
                        .isEqualTo(1));
    }

    @Test
    void receivedRowMayHaveTheKeyOfARowThatWasDeletedBeforeItWasARecord() {
        here.run(session -> session.persist(new Guest("gone")));
        here.run(session -> session.remove(session.find(Guest.class, 1L)));
        useFirstKeyAgain();
        receiveAda();
        StoreRow ada = here.store().get(0);
        here.serialize();
        assertThat(here.notes()).isEmpty();
        assertThat(here.store()).hasSize(1);
        assertThat(here.store().get(0).lastSavedCounter).isEqualTo(ada.lastSavedCounter);
        assertThat(here.store().get(0).deleted).isFalse();
        assertThat(here.store().get(0).localKey).isEqualTo("1");
    }

    @Test
    void receivedRowMayHaveTheKeyOfARecordsDeletedRow() {
        for (boolean hard : new boolean[] {false, true}) {
            here.clear(1);
            there.clear(100);
            here.run(session -> session.persist(new Guest("gone")));
            here.sync(there);
            String gone = here.store().get(0).id;
            here.run(session -> {
                Guest guest = session.find(Guest.class, 1L);
                if (hard) {
                    Morango.hardDelete(session, guest);
                } else {
                    session.remove(guest);
                }
            });
            useFirstKeyAgain();
            receiveAda();
            here.serialize();
            here.sync(there);
            assertThat(names(there)).containsExactly("Ada");
            assertThat(names(here)).containsExactly("Ada");
            for (StoreRow row : here.store()) {
                assertThat(row.deleted).isEqualTo(row.id.equals(gone));
                assertThat(row.hardDeleted).isEqualTo(row.id.equals(gone) && hard);
                assertThat(row.localKey).isEqualTo(row.id.equals(gone) ? null : "1");
            }
            assertThat(here.notes()).isEmpty();
        }
    }
}
