package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** More rows move than a pass looks at together. */
class MovesOfManyRowsTest {
    private static final int ROWS = 2_500;

    /** A thing of which the next one may take the number. */
    @Entity(name = "Seat")
    @Syncable(profile = SmallPeer.PROFILE, model = "seat", identity = Identity.NATURAL, natural = "number")
    static class Seat {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(name = "seat_number", unique = true)
        int number;

        String name;

        protected Seat() {}

        Seat(int number) {
            this.number = number;
            this.name = "seat " + number;
        }
    }

    /** A thing that refers to one. */
    @Entity(name = "Ticket")
    @Syncable(profile = SmallPeer.PROFILE, model = "ticket")
    static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        Seat seat;

        protected Ticket() {}

        Ticket(Seat seat) {
            this.seat = seat;
        }
    }

    private static List<String> seats(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select s.number || s.name from Seat s order by s.number", String.class)
                .getResultList());
    }

    private static List<String> tickets(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select t.seat.number || t.seat.name from Ticket t order by t.seat.number", String.class)
                .getResultList());
    }

    @Test
    void eachTakesThePlaceOfTheNext() {
        try (SmallPeer here = new SmallPeer(Seat.class, Ticket.class);
                SmallPeer there = new SmallPeer(Seat.class, Ticket.class)) {
            here.clear(1);
            there.clear(10_000);
            here.run(session -> {
                for (int i = 1; i <= ROWS; i++) {
                    Seat seat = new Seat(i);
                    session.persist(seat);
                    if (i % 500 == 0) {
                        session.persist(new Ticket(seat));
                    }
                }
            });
            here.sync(there);
            // Each row is noted once, in the order of the keys.
            here.elsewhere(
                    "update Seat set seat_number = -seat_number", "update Seat set seat_number = 1 - seat_number");
            assertThat(here.replica().rescan(Seat.class).changed()).isEqualTo(ROWS);
            here.sync(there);
            assertThat(here.replica().heldBack().count()).isZero();
            assertThat(seats(here)).hasSize(ROWS).startsWith("2seat 1").endsWith(ROWS + 1 + "seat " + ROWS);
            assertThat(seats(there)).isEqualTo(seats(here));
            assertThat(tickets(there)).hasSize(5).isEqualTo(tickets(here));
            assertThat(there.reasons()).isEmpty();
        }
    }
}
