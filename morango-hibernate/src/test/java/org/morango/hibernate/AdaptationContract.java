package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.hook.RecordAdapter;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Adapted values are in the application's tables, and nowhere else. */
abstract class AdaptationContract extends PeerContract {
    private static final String PARENT = "f".repeat(32);

    AdaptationContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static void adapt(TestPeer peer, RecordAdapter adapter) {
        peer.restart(new Hooks(Map.of(), Map.of(Facility.class, adapter), Map.of(), List.of(), List.of()));
    }

    private SyncRecord receiveChild() {
        adapt(here, (members, filter) -> members.putNull("parent_id"));
        SyncRecord child = Records.facility(
                "child",
                "{\"name\":\"child\",\"now_date\":\"2026-11-23T00:26:50.904Z\",\"parent_id\":\"" + PARENT
                        + "\",\"newer\":1}");
        here.receive(child);
        StoreRow row = here.store(child.id());
        row.selfReference(PARENT);
        here.runStateless(session -> session.update(row));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0));
        return child;
    }

    @Test
    void adaptedMemberIsNoLocalChange() {
        String id = receiveChild().id();
        assertThat(here.find(Facility.class, id).parent).isNull();
        assertThat(here.content(id).get("parent_id").stringValue()).isEqualTo(PARENT);
        assertThat(here.changed(Facility.class)).isEmpty();
        assertThat(here.replica().rescan(Facility.class)).isEqualTo(new RescanResult(0, 0, 0));

        here.change(Facility.class, id, f -> f.name = "renamed");
        here.serialize();
        assertThat(here.content(id).get("name").stringValue()).isEqualTo("renamed");
        assertThat(here.content(id).get("parent_id").stringValue()).isEqualTo(PARENT);
        assertThat(here.content(id).get("newer").intValue()).isEqualTo(1);
        assertThat(here.store(id).selfReference()).isEqualTo(PARENT);
    }

    @Test
    void memberThatTheApplicationChangesItselfTravels() {
        String id = receiveChild().id();
        String other = here.persist(new Facility("other", null));
        here.run(session -> session.find(Facility.class, id).parent = session.find(Facility.class, other));
        here.serialize();
        assertThat(here.content(id).get("parent_id").stringValue()).isEqualTo(other);
        assertThat(here.store(id).selfReference()).isEqualTo(other);
        assertThat(here.store(id).adapted).isNull();
        here.change(Facility.class, id, f -> f.parent = null);
        here.serialize();
        assertThat(here.content(id).get("parent_id").isNull()).isTrue();
    }

    @Test
    void nextVersionIsAdaptedAnew() {
        SyncRecord child = receiveChild();
        adapt(here, (members, filter) -> members.put("name", "adapted"));
        here.receive(Records.next(child, "{\"name\":\"next\",\"parent_id\":null}"));
        here.deserialize();
        assertThat(here.find(Facility.class, child.id()).name).isEqualTo("adapted");
        here.change(Facility.class, child.id(), f -> f.nowDate = f.nowDate.plusSeconds(1));
        here.serialize();
        assertThat(here.content(child.id()).get("name").stringValue()).isEqualTo("next");
    }

    @Test
    void adapterKnowsTheFilterOfATransferThatWritesAtOnce() {
        adapt(there, (members, filter) -> members.put("name", filter.toString() + "!"));
        String id = here.persist(new Facility("f", null));
        here.integrate(there);
        assertThat(there.isPending(id)).isTrue();
        there.replica().deserialize(TestPeer.PROFILE, Filter.EVERYTHING);
        assertThat(there.find(Facility.class, id).name).isEqualTo("!");
        there.serialize();
        assertThat(there.store())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("adapted")
                .isEqualTo(here.store());
    }

    @Test
    void failingAdapterLeavesTheRecordWithTheReason() {
        adapt(here, (members, filter) -> {
            throw new IllegalStateException("no idea");
        });
        SyncRecord child = Records.facility("child", "{\"name\":\"child\"}");
        here.receive(child);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.reason(child.id())).isEqualTo("the application's adapter has failed: no idea");
    }
}
