package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Parcel;
import org.morango.hibernate.model.Parcel.Crate;
import org.morango.hibernate.model.Parcel.Letter;
import org.morango.hibernate.model.Sample;

/** Rows get the received values, whatever columns the application itself may write. */
abstract class FixedColumnContract extends PeerContract {
    FixedColumnContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private void sync(TestPeer from, TestPeer to) {
        from.sync(to);
        assertThat(to.pending().stream().map(to::reason)).isEmpty();
    }

    private void assertSame(Class<? extends SyncableEntity> type) {
        assertThat(contents(there, type)).isNotEmpty().isEqualTo(contents(here, type));
    }

    private static List<String> contents(TestPeer peer, Class<?> type) {
        SyncableModel model = SyncableModels.of((SessionFactoryImplementor) peer.factory)
                .find(type)
                .orElseThrow();
        return peer
                .get(session -> session.createSelectionQuery(
                                "select e.id from " + model.entityName() + " e where " + model.ownRows()
                                        + " order by e.id",
                                String.class)
                        .getResultList())
                .stream()
                .map(id -> peer.factory.fromStatelessTransaction(
                        session -> Contents.of(session, model, id).toString()))
                .toList();
    }

    @Test
    void valuesThatAreWrittenOnceFollowTheRecord() {
        Parcel parcel = new Parcel("p", "ada", "1");
        parcel.size = new Parcel.Size("1.50", 3);
        here.persist(parcel);
        sync(here, there);
        assertSame(Parcel.class);
        here.run(s -> s.remove(s.find(Parcel.class, parcel.getId())));
        Parcel again = new Parcel("p", "bob", "2");
        again.size = new Parcel.Size("2.25", 4);
        here.persist(again);
        sync(here, there);
        assertSame(Parcel.class);
        Parcel found = there.find(Parcel.class, parcel.getId());
        assertThat(found.sender).isEqualTo("bob");
        assertThat(found.label).isEqualTo("2");
        assertThat(found.size.weight).isEqualByComparingTo("2.25");
        assertThat(there.changed(Parcel.class)).isEmpty();
    }

    @Test
    void rowsMadeAtBothPeersBecomeTheSame() {
        here.persist(new Parcel("p", "ada", "1"));
        there.persist(new Parcel("p", "bob", "2"));
        for (int i = 0; i < 2; i++) {
            sync(here, there);
            sync(there, here);
        }
        assertSame(Parcel.class);
    }

    @Test
    void valueThatIsNotInsertedArrives() {
        String id = here.persist(new Parcel("p", "ada", "1"));
        here.change(Parcel.class, id, p -> {
            p.state = "done";
            p.color = Sample.Color.GREEN;
        });
        sync(here, there);
        assertThat(there.find(Parcel.class, id).state).isEqualTo("done");
        assertThat(there.find(Parcel.class, id).color).isEqualTo(Sample.Color.GREEN);
        there.change(Parcel.class, id, p -> p.note = "only this");
        sync(there, here);
        assertThat(here.find(Parcel.class, id).state).isEqualTo("done");
        here.change(Parcel.class, id, p -> p.state = null);
        sync(here, there);
        assertThat(there.find(Parcel.class, id).state).isNull();
        assertSame(Parcel.class);
    }

    @Test
    void valueThatWasNeverSetIsTheDefaultOfTheOrigin() {
        String id = here.persist(new Parcel("p", "ada", "1"));
        sync(here, there);
        assertThat(there.find(Parcel.class, id).state).isEqualTo("new");
        assertSame(Parcel.class);
    }

    @Test
    void referenceThatIsFixedFollowsTheRecord() {
        Parcel first = new Parcel("a", "ada", "1");
        Parcel second = new Parcel("b", "ada", "2");
        Parcel third = new Parcel("c", "ada", "3");
        here.run(s -> {
            third.inside = first;
            s.persist(first);
            s.persist(second);
            s.persist(third);
        });
        sync(here, there);
        here.run(s -> s.createMutationQuery("update Parcel p set p.inside.id = :to where p.id = :id")
                .setParameter("to", second.getId())
                .setParameter("id", third.getId())
                .executeUpdate());
        sync(here, there);
        assertThat(there.<String>get(
                        s -> s.find(Parcel.class, third.getId()).inside.getId()))
                .isEqualTo(second.getId());
        assertSame(Parcel.class);
    }

    @Test
    void valueCorrectedInSqlFollowsTheRecord() {
        String id = here.persist(new Parcel("p", "ada", "1"));
        sync(here, there);
        here.run(s -> s.createNativeMutationQuery("update Parcel set sender = 'eve', label = null")
                .executeUpdate());
        sync(here, there);
        assertThat(there.find(Parcel.class, id).sender).isEqualTo("eve");
        assertThat(there.find(Parcel.class, id).label).isNull();
        there.change(Parcel.class, id, p -> p.note = "only this");
        sync(there, here);
        assertThat(here.find(Parcel.class, id).sender).isEqualTo("eve");
        assertSame(Parcel.class);
    }

    @Test
    void fixedColumnOfASubclassFollowsTheRecord() {
        String id = here.persist(new Letter("l", "red"));
        sync(here, there);
        here.run(s ->
                s.createNativeMutationQuery("update Letter set stamp = 'blue'").executeUpdate());
        sync(here, there);
        assertThat(there.find(Letter.class, id).stamp).isEqualTo("blue");
        assertSame(Letter.class);
    }

    @Test
    void nullArrivesThoughTheInsertLeavesItOut() {
        String id = here.persist(new Crate());
        here.change(Crate.class, id, c -> c.state = null);
        String other = here.persist(new Crate());
        sync(here, there);
        assertThat(there.find(Crate.class, id).state).isNull();
        assertThat(there.find(Crate.class, other).state).isEqualTo("x");
        assertSame(Crate.class);
    }

    @Test
    void listWhoseIndexesBeginAtOneStaysAsItIs() {
        Parcel parcel = new Parcel("p", "ada", "1");
        parcel.stops.addAll(List.of("one", "two"));
        String id = here.persist(parcel);
        here.serialize();
        assertThat(here.content(id).get("stops").toString()).isEqualTo("[\"one\",\"two\"]");
        sync(here, there);
        there.change(Parcel.class, id, p -> p.note = "x");
        sync(there, here);
        assertThat(here.find(Parcel.class, id).stops).containsExactly("one", "two");
        there.change(Parcel.class, id, p -> p.stops.add(1, "between"));
        sync(there, here);
        assertThat(here.find(Parcel.class, id).stops).containsExactly("one", "between", "two");
    }
}
