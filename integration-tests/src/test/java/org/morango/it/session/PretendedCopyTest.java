package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.record.Ids;
import org.morango.replica.Instance;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/**
 * All peers know an instance id. A peer that claims to be the same instance as its peer has to prove that one is a copy
 * of the other.
 */
class PretendedCopyTest {
    private static final Set<Capability> UNBOUND = EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS));

    private final Wire wire = new Wire();
    private Transport onTheWay = wire;

    /** Replica that claims the instance id of its peer. */
    private static final class Pretender extends InMemoryReplica {
        private final InMemoryReplica victim;

        Pretender(InMemoryReplica victim, long seed) {
            super(Ids.random(new Random(seed)), new Random(seed));
            this.victim = victim;
        }

        @Override
        public Instance instance() {
            return new Instance(victim.instance().id(), super.instance().databaseId());
        }

        @Override
        public boolean renewCopied(String shared) {
            return true;
        }
    }

    private PeerSettings settings(boolean bound) {
        PeerSettings.Builder settings = Facility.settings().client(client -> client.transport(() -> onTheWay));
        return bound
                ? settings.build()
                : settings.capabilities(UNBOUND)
                        .trust(trust -> trust.allowPlainMorango(true))
                        .build();
    }

    private static <R extends InMemoryReplica> R asClient(R replica) {
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(Facility.SINGLE_USER);
        replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        return replica;
    }

    private void sync(InMemoryReplica server, InMemoryReplica client, boolean bound) {
        PeerSettings settings = settings(bound);
        try (MorangoServer listening = Peer.on(server, settings).serve(0);
                SyncConnection connection = Peer.on(client, settings).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.pull();
            session.push();
        }
    }

    private static String put(InMemoryReplica replica, String name) {
        return replica.put("lesson", name, Facility.partition("lessons"), "{\"name\":\"" + name + "\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientThatPretendsIsRefusedAndChangesNothing(boolean bound) {
        InMemoryReplica victim = Facility.rootReplica();
        put(victim, "one");
        String before = victim.instance().id();
        assertThatThrownBy(() -> sync(victim, asClient(new Pretender(victim, 4)), bound))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("does not prove that one is a copy");
        assertThat(victim.instance().id()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverThatPretendsChangesNothing(boolean bound) {
        InMemoryReplica victim = Facility.clientReplica();
        put(victim, "one");
        String before = victim.instance().id();
        InMemoryReplica server = Facility.owningRoot(new Pretender(victim, 4));
        assertThatThrownBy(() -> sync(server, victim, bound))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("does not prove that one is a copy");
        assertThat(victim.instance().id()).isEqualTo(before);
        assertThat(server.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copiesAreRecognizedAndTellNobodyByWhat(boolean bound) {
        InMemoryReplica one = Facility.rootReplica();
        // The same random numbers give the same ids.
        InMemoryReplica two = asClient(Facility.replica(1));
        String secret = two.instance().databaseId();
        assertThat(one.instance()).isEqualTo(two.instance());
        put(one, "at one");
        put(two, "at two");
        sync(one, two, bound);
        assertThat(one.instance().id()).isNotEqualTo(two.instance().id());
        assertThat(one.rows()).hasSize(2).isEqualTo(two.rows());
        assertThat(wire.crossings()).noneMatch(c -> (c.sent() + c.answered()).contains(secret));
    }

    @Test
    void copyThatMissesTheAnswerRenewsItselfWithTheNext() {
        InMemoryReplica one = Facility.rootReplica();
        InMemoryReplica two = asClient(Facility.replica(1));
        String before = two.instance().id();
        put(one, "at one");
        put(two, "at two");
        AtomicBoolean isLost = new AtomicBoolean();
        onTheWay = request -> {
            Transport.Response answer = wire.send(request);
            if (request.uri().getPath().endsWith("/syncsessions/") && isLost.compareAndSet(false, true)) {
                throw new IOException("the answer was lost");
            }
            return answer;
        };
        sync(one, two, true);
        assertThat(isLost).isTrue();
        assertThat(Set.of(one.instance().id(), two.instance().id())).hasSize(2).doesNotContain(before);
        assertThat(one.rows()).hasSize(2).isEqualTo(two.rows());
    }
}
