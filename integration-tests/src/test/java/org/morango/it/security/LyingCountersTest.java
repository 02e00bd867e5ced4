package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.it.support.Facility;
import org.morango.observation.AuditEvent;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A peer that claims counters that nobody has ever used does not harm others. */
class LyingCountersTest {
    private static final long MUCH = 1_000_000_000L;
    private static final Filter SUMMARY = Filter.of(Facility.partition("summary"));

    private final InMemoryReplica victim = Facility.rootReplica();
    private final InMemoryReplica honest = replica(Facility.replica(3));
    private final Liar liar = replica(new Liar(4));
    private final List<AuditEvent> audit = new ArrayList<>();

    LyingCountersTest() {
        victim.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
    }

    private static <R extends InMemoryReplica> R replica(R replica) {
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(Facility.SINGLE_USER);
        replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        replica.certificates().save(List.of(Facility.ROOT), Facility.ROOT_KEY);
        return replica;
    }

    /** A replica that claims high counters of all instances, in all partitions. */
    private static final class Liar extends InMemoryReplica {
        private final Map<String, Long> said = new TreeMap<>();
        private boolean flat;

        Liar(long seed) {
            super(Ids.random(new Random(seed)), new Random(seed));
        }

        @Override
        public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
            if (said.isEmpty()) {
                return super.fsic(filter, role, format, peer);
            }
            Map<String, Map<String, Long>> everywhere = new TreeMap<>();
            said.put(instance().id(), MUCH);
            List.of("", Facility.ROOT.id(), Facility.partition("lessons"), Facility.partition("summary"))
                    .forEach(partition -> everywhere.put(partition, said));
            return flat ? new FsicV1(said) : new FsicV2(everywhere, everywhere);
        }
    }

    private String put(InMemoryReplica replica, String place, String name) {
        return replica.put("lesson", name, Facility.partition(place), "{\"name\":\"" + name + "\"}");
    }

    private void sync(InMemoryReplica server, InMemoryReplica client, Filter filter) {
        Peer serving =
                Peer.on(server, Facility.settings().auditListener(audit::add).build());
        try (MorangoServer listening = serving.serve(0);
                SyncConnection connection = Facility.peer(client).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(Facility.CLIENT)) {
            session.pull(filter);
            session.push(filter);
        }
    }

    private void syncWithLiar(boolean asServer) {
        put(liar, "summary", "lie");
        if (asServer) {
            sync(liar, victim, SUMMARY);
        } else {
            sync(victim, liar, SUMMARY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void othersLaterChangesStillArrive(int variant) {
        put(honest, "lessons", "first");
        put(honest, "summary", "s1");
        sync(victim, honest, Filter.of(Facility.ROOT.id()));
        Map<String, Map<String, Long>> before = victim.maxCounters();
        liar.said.put(honest.instance().id(), MUCH);
        liar.said.put(victim.instance().id(), 1L);
        liar.flat = variant % 2 == 1;
        syncWithLiar(variant / 2 == 1);
        assertThat(victim.maxCounters().keySet())
                .allMatch(partition -> before.containsKey(partition) || SUMMARY.contains(partition));
        assertThat(victim.maxCounters().values())
                .allMatch(counters -> counters.getOrDefault(honest.instance().id(), 0L) < MUCH);
        put(honest, "lessons", "second");
        put(honest, "summary", "s2");
        String own = put(victim, "summary", "own");
        sync(victim, honest, Filter.of(Facility.ROOT.id()));
        assertThat(victim.rows()).hasSize(6).isEqualTo(honest.rows()).containsKey(own);
    }

    @Test
    void whatItSaysIsNotPassedOn() {
        liar.said.put(honest.instance().id(), MUCH);
        syncWithLiar(false);
        InMemoryReplica fourth = replica(Facility.replica(5));
        sync(victim, fourth, Filter.of(Facility.ROOT.id()));
        assertThat(fourth.maxCounters().values()).noneMatch(counters -> counters.containsValue(MUCH));
        put(honest, "summary", "late");
        sync(fourth, honest, Filter.of(Facility.ROOT.id()));
        assertThat(fourth.rows()).isEqualTo(honest.rows());
    }

    @Test
    void itNeedNotSendAgainWhatItHasSaid() {
        liar.said.put(honest.instance().id(), MUCH);
        syncWithLiar(false);
        Map<String, Map<String, Long>> known = victim.fsic(
                        SUMMARY,
                        FsicRole.RECEIVER,
                        FsicFormat.V2,
                        Ids.hash(Facility.CLIENT.id(), liar.instance().id()))
                .expand(SUMMARY)
                .asMap();
        assertThat(known.get(Facility.partition("summary")))
                .containsEntry(honest.instance().id(), MUCH);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyIsRenewedAgainAndAgain(boolean asServer) {
        put(victim, "summary", "first");
        for (int i = 0; i < Replica.MOST_RENEWALS; i++) {
            String before = victim.instance().id();
            liar.said.put(before, Long.MAX_VALUE);
            syncWithLiar(asServer);
            assertThat(victim.instance().id()).as("renewal " + i).isNotEqualTo(before);
        }
        String instance = victim.instance().id();
        liar.said.put(instance, Long.MAX_VALUE);
        syncWithLiar(asServer);
        assertThat(victim.instance().id()).isEqualTo(instance);
        assertThat(liar.rows()).as("nothing was kept back").isEqualTo(victim.rows());
        if (!asServer) {
            assertThat(audit).anyMatch(event -> event.kind() == AuditEvent.Kind.CLAIM_DOUBTED);
        }
        sync(victim, honest, Filter.of(Facility.ROOT.id()));
        assertThat(honest.rows()).isEqualTo(victim.rows());
    }
}
