package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.client.SyncClient;
import org.morango.client.SyncException;
import org.morango.it.model.Course;
import org.morango.it.model.Mark;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;
import org.morango.testkit.TestScopes;
import org.morango.unsent.Unsent;
import org.morango.unsent.UnsentModel;
import org.morango.unsent.UnsentToPeer;

/** What a peer says that it has not sent, while it meets others. */
@Peers(
        entities = {Course.class, Mark.class},
        count = 3,
        scopes = UnsentTest.Scopes.class)
class UnsentTest {
    static final class Scopes implements TestScopes {
        @Override
        public List<ScopeDefinition> definitions(String profile) {
            return List.of(
                    ScopeDefinition.named("all", profile)
                            .primaryParam("root")
                            .readWrite("${root}")
                            .build(),
                    ScopeDefinition.named("courses", profile)
                            .readWrite("${root}:courses")
                            .build(),
                    ScopeDefinition.named("reader", profile)
                            .read("${root}")
                            .write("${root}:nothing")
                            .build());
        }
    }

    private static void course(TestPeers peers, TestPeer peer, String title) {
        peer.inTransaction(entities -> entities.persist(new Course(peers.rootId(), title, "teacher")));
    }

    private static Unsent unsent(TestPeer peer) {
        return peer.morango().unsent();
    }

    private static UnsentToPeer to(TestPeer from, TestPeer other) {
        String instance = other.morango().instance().id();
        return unsent(from).peers().stream()
                .filter(peer -> peer.instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingIsUnsentBeforeAnyPeerIsKnown(TestPeers peers, TestPeer here) {
        assertThat(unsent(here)).isEqualTo(new Unsent(0, 0, null, List.of(), List.of()));
        assertThat(unsent(here).isEmpty()).isTrue();
        Instant before = Instant.now().minusMillis(1);
        course(peers, here, "Art");
        course(peers, here, "Music");
        Unsent unsent = unsent(here);
        assertThat(unsent.changes()).isEqualTo(2);
        assertThat(unsent.count()).isEqualTo(2);
        assertThat(unsent.oldest()).isBetween(before, Instant.now());
        assertThat(unsent.peers()).isEmpty();
        assertThat(unsent.models()).singleElement().matches(model -> model.changes() == 2 && model.records() == 0);
    }

    @Test
    void pushedChangesAreSent(TestPeers peers, TestPeer there, TestPeer here) {
        course(peers, here, "Art");
        here.push(there);
        assertThat(unsent(here).isEmpty()).isTrue();
        UnsentToPeer known = to(here, there);
        assertThat(known.count()).isZero();
        assertThat(known.isClient()).isFalse();
        assertThat(known.address()).isEqualTo(there.url());
        assertThat(known.filter()).isEqualTo(Filter.of(peers.rootId()));
        // The receiver has got it from there.
        assertThat(unsent(there).isEmpty()).isTrue();
        assertThat(to(there, here).isClient()).isTrue();

        course(peers, here, "Music");
        assertThat(unsent(here).count()).isEqualTo(1);
        assertThat(to(here, there).changes()).isEqualTo(1);
        here.syncWith(there);
        assertThat(unsent(here).isEmpty()).isTrue();
    }

    @Test
    void pulledChangesAreSentAsWell(TestPeers peers, TestPeer there, TestPeer here) {
        here.syncWith(there);
        course(peers, there, "Art");
        assertThat(unsent(there).count()).isEqualTo(1);
        here.pull(there);
        assertThat(unsent(there).isEmpty()).isTrue();
        assertThat(unsent(here).isEmpty()).isTrue();
    }

    @Test
    void recordsAreUnsentToThePeersThatLackThem(TestPeers peers, TestPeer hub, TestPeer one, TestPeer two) {
        one.syncWith(hub);
        two.syncWith(hub);
        course(peers, one, "Art");
        one.push(hub);
        Unsent unsent = unsent(hub);
        assertThat(unsent.isEmpty()).isTrue();
        assertThat(to(hub, one).count()).isZero();
        assertThat(to(hub, two).records()).isEqualTo(1);
        // It is not a change of the hub.
        assertThat(to(hub, two).oldest()).isNull();
        course(peers, hub, "Music");
        two.push(hub);
        // The push has serialized nothing at the hub but its pull will.
        two.pull(hub);
        assertThat(to(hub, two).count()).isZero();
        assertThat(to(hub, one).records()).isEqualTo(1);
        assertThat(to(hub, one).oldest()).isNotNull();
        assertThat(unsent(hub).isEmpty()).isTrue();
    }

    @Test
    void onlyWhatBothScopesAllowCounts(TestPeers peers, TestPeer hub, TestPeer one, TestPeer two) {
        one.joinAs("courses", Map.of());
        two.joinAs("reader", Map.of());
        hub.inTransaction(entities -> {
            Course art = new Course(peers.rootId(), "Art", "teacher");
            entities.persist(art);
            entities.persist(new Mark(art, "pupil", 1));
        });
        one.syncWith(hub);
        assertThat(to(hub, one).filter()).isEqualTo(Filter.of(peers.rootId() + ":courses"));
        assertThat(to(hub, one).count()).isZero();
        two.pull(hub);
        assertThat(unsent(hub).isEmpty()).isTrue();
        course(peers, two, "Music");
        two.pull(hub);
        // Nobody takes anything from a reader.
        assertThat(unsent(two).records()).isZero();
    }

    @Test
    void changesOfARestoredDatabaseAreUnsent(TestPeers peers, TestPeer there, TestPeer here) {
        course(peers, here, "Art");
        here.syncWith(there);
        here.morango().restored();
        assertThat(unsent(here).records()).isLessThanOrEqualTo(1);
        here.syncWith(there);
        assertThat(unsent(here).isEmpty()).isTrue();
        there.morango().restored();
        course(peers, here, "Music");
        here.syncWith(there);
        // The former instance of the server is not listed any more.
        assertThat(unsent(here).peers()).singleElement().matches(peer -> peer.count() == 0);
        assertThat(unsent(here).isEmpty()).isTrue();
    }

    @Test
    void recordsOfAFailedPushStayUnsent(TestPeers peers, TestPeer there, TestPeer here) {
        course(peers, here, "Art");
        here.syncWith(there);
        course(peers, here, "Music");
        SyncClient client = here.openSession(there);
        client.signals()
                .pushing()
                .started()
                .connect(event -> Thread.currentThread().interrupt());
        assertThatThrownBy(client::push).isInstanceOf(SyncException.class);
        assertThat(Thread.interrupted()).isTrue();
        Unsent unsent = unsent(here);
        assertThat(unsent.changes()).isZero();
        assertThat(unsent.models()).extracting(UnsentModel::records).containsExactly(1L);
        assertThat(unsent.oldest()).isNotNull();
        here.syncWith(there);
        assertThat(unsent(here).isEmpty()).isTrue();
    }
}
