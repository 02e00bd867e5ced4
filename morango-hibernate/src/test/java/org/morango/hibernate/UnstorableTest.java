package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.record.SyncRecord;
import org.morango.replica.DequeueResult;
import org.morango.replica.HeldBackKind;
import org.morango.settings.PeerSettings;

/**
 * A record that the database does not accept is set aside, with the reason. The other records of its transfer are
 * stored.
 */
class UnstorableTest {
    private static final String CONTENT = "{\"place\":\"p\",\"title\":\"%s\",\"level\":1}";

    private static DequeueResult receive(TestPeer peer, SyncRecord... records) {
        peer.replica().buffer(TestPeer.TRANSFER, List.of(records));
        return peer.replica()
                .integrate(
                        TestPeer.TRANSFER,
                        TestPeer.PROFILE,
                        Claim.known(PartitionCounters.of(Map.of("", Map.of(Records.PEER, 1L)))));
    }

    @Test
    void itKeepsNobodyFromTheRestAndIsTakenOnceItCanBe() {
        try (TestPeer peer = new TestPeer("jdbc:h2:mem:unstorable")) {
            // A database with a narrower encoding, or with limits of its own, would refuse it in the same way.
            peer.elsewhere("alter table morango_store alter column content varchar(100)");
            SyncRecord large = Records.lesson("p", "large", CONTENT.formatted("x".repeat(200)));
            SyncRecord fine = Records.lesson("p", "fine", CONTENT.formatted("fine"));
            SyncRecord other = Records.lesson("p", "other", CONTENT.formatted("other"));
            assertThat(receive(peer, fine, large, other)).isEqualTo(new DequeueResult(3, 0, 0, 0, 1));
            assertThat(peer.count(Lesson.class)).isEqualTo(2);
            assertThat(peer.store(large.id())).isNull();
            Morango morango = new Morango(peer.replica(), PeerSettings.defaults());
            List<HeldBackRecord> held = morango.heldBack().first(10);
            assertThat(held).hasSize(1);
            assertThat(held.get(0).id()).isEqualTo(large.id());
            assertThat(held.get(0).kind()).isEqualTo(HeldBackKind.UNSTORABLE);
            assertThat(held.get(0).reason()).contains("does not take it").contains("too long");
            assertThat(morango.heldBack().after(held.get(0), 10)).isEmpty();
            morango.heldBack().retry();
            assertThat(morango.heldBack().count()).isEqualTo(1);

            receive(peer, Records.next(large, CONTENT.formatted("shorter")));
            assertThat(peer.find(Lesson.class, large.id()).title).isEqualTo("shorter");
            assertThat(morango.heldBack().count()).isZero();
        }
    }
}
