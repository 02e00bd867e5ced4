package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.OwnKeyGuests.Guest;
import org.morango.hibernate.OwnKeyGuests.Stay;
import org.morango.hibernate.mapping.Syncable;

/** Two persistence units with rows that have keys of their own. */
class OwnKeyUnitsTest {
    /** An entity of another persistence unit. */
    @Entity(name = "Apart")
    @Syncable(profile = "p", model = "apart")
    static class Apart {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        protected Apart() {}

        Apart(String name) {
            this.name = name;
        }
    }

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

    @Test
    void twoUnitsOfOneDatabaseAreOnePeer() {
        try (SmallPeer unit = here.beside(Apart.class)) {
            unit.run(session -> session.persist(new Apart("first")));
            here.run(session -> session.persist(new Guest("Ada")));
            unit.sync(there);
            here.sync(there);
            assertThat(names(there)).containsExactly("Ada");
            assertThat(there.store()).extracting(row -> row.modelName).containsExactlyInAnyOrder("guest", "apart");
            Guest ada = named(there, "Ada");
            there.run(session -> session.find(Guest.class, ada.id).town = "Bonn");
            there.sync(unit);
            there.sync(here);
            assertThat(named(here, "Ada").town).isEqualTo("Bonn");
            assertThat(unit.count(Apart.class)).isEqualTo(1);
            assertThat(unit.notes()).isEmpty();
        }
    }
}
