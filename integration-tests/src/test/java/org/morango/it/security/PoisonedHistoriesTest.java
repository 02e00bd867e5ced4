package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.observation.AuditEvent;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/**
 * Records claim versions of others that were never saved. The certificate that brought them is revoked, and everything
 * is healed.
 */
class PoisonedHistoriesTest {
    private static final long MOST = Integer.MAX_VALUE;
    private static final int RECORDS = 100;
    private static final Filter EVERYTHING = Filter.of(Facility.ROOT.id());
    private static final SigningKey LIARS_KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate LIARS = Certificate.issue(
            Facility.ROOT_KEY,
            Facility.ROOT,
            Facility.FULL,
            Facility.ROOT.scopeParams(),
            LIARS_KEY.publicKey(),
            "liar");

    private final InMemoryReplica server = Facility.rootReplica();
    private final InMemoryReplica one = client(Facility.replica(3), Facility.CLIENT, Facility.CLIENT_KEY);
    private final InMemoryReplica two = client(Facility.replica(4), Facility.CLIENT, Facility.CLIENT_KEY);
    private final Liar liar = client(new Liar(5), LIARS, LIARS_KEY);
    private final List<AuditEvent> audit = new ArrayList<>();
    private final Peer serving =
            Peer.on(server, Facility.settings().auditListener(audit::add).build());

    private static <R extends InMemoryReplica> R client(R replica, Certificate certificate, SigningKey key) {
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(List.of(Facility.ROOT, certificate), key);
        return replica;
    }

    /** A replica that claims that its records contain many changes of others, or that others have saved them. */
    private static final class Liar extends InMemoryReplica {
        private List<String> victims = List.of();
        private boolean pretends;

        Liar(long seed) {
            super(Ids.random(new Random(seed)), new Random(seed));
        }

        @Override
        public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
            return super.queued(transferId, offset, limit, characters).stream()
                    .map(this::poisoned)
                    .toList();
        }

        private SyncRecord poisoned(SyncRecord rec) {
            Map<String, Long> history = new HashMap<>(rec.history().counters());
            victims.forEach(victim -> history.put(victim, MOST));
            SyncRecord poisoned = rec.withHistory(RecordHistory.of(history));
            return pretends && !victims.isEmpty()
                    ? poisoned.savedAs(new RecordVersion(victims.get(0), MOST))
                    : poisoned;
        }
    }

    private void sync(InMemoryReplica client) {
        Certificate certificate = client == liar ? LIARS : Facility.CLIENT;
        try (MorangoServer listening = serving.serve(0);
                SyncConnection connection = Facility.peer(client).connect(Facility.url(listening.port()));
                SyncClient session = connection.openSession(certificate)) {
            session.pull(EVERYTHING);
            session.push(EVERYTHING);
        }
    }

    private void syncAll() {
        for (int round = 0; round < 2; round++) {
            sync(one);
            sync(two);
        }
    }

    private static void edit(InMemoryReplica replica, int record, String text) {
        replica.put("lesson", "lesson " + record, Facility.partition("lessons"), "{\"name\":\"" + text + "\"}");
    }

    private static long holding(InMemoryReplica replica, String text) {
        return replica.rows().values().stream()
                .filter(row -> row.contains("\"" + text + " "))
                .count();
    }

    /** Returns everything but the histories: each instance knows best what it has saved itself. */
    private static List<String> versions(InMemoryReplica replica) {
        return replica.store().values().stream()
                .map(rec -> rec.version() + rec.serialized() + rec.conflictingData())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void laterEditsWinEverywhereOnceAllIsHealed(boolean pretends) {
        for (int i = 0; i < RECORDS; i++) {
            edit(one, i, "first " + i);
        }
        syncAll();
        sync(liar);
        liar.victims = List.of(
                one.instance().id(), two.instance().id(), server.instance().id());
        liar.pretends = pretends;
        for (int i = 0; i < RECORDS; i++) {
            edit(liar, i, "poison " + i);
        }
        sync(liar);
        syncAll();
        serving.certificates().revoke(LIARS.id(), "it lies");
        syncAll();
        assertThatThrownBy(() -> sync(liar)).isInstanceOf(MorangoException.class);

        for (InMemoryReplica replica : List.of(server, one, two)) {
            String before = replica.instance().id();
            Facility.peer(replica).heal(EVERYTHING);
            assertThat(replica.instance().id()).isNotEqualTo(before);
        }
        syncAll();
        for (InMemoryReplica editing : List.of(one, server, two)) {
            String text = "by " + editing.instance().id();
            for (int i = 0; i < RECORDS; i++) {
                edit(editing, i, text + " " + i);
            }
            syncAll();
            assertThat(List.of(server, one, two)).allMatch(replica -> holding(replica, text) == RECORDS);
            assertThat(versions(one)).isEqualTo(versions(server));
            assertThat(versions(two)).isEqualTo(versions(server));
        }
    }

    @Test
    void whatAnInstanceHasNeverSavedIsNotTakenByIt() {
        edit(server, 0, "mine 0");
        edit(server, 1, "mine 1");
        sync(liar);
        liar.victims = List.of(server.instance().id());
        edit(liar, 0, "poison 0");
        sync(liar);
        String saved = server.rows().values().toString();
        assertThat(saved).contains("poison 0", "mine 1");
        assertThat(server.store().values())
                .allMatch(rec -> rec.history().counter(server.instance().id()) < 10);
        liar.pretends = true;
        edit(liar, 1, "poison 1");
        sync(liar);
        assertThat(server.rows().values().toString()).isEqualTo(saved);
        assertThat(audit).anyMatch(event -> event.kind() == AuditEvent.Kind.RECORDS_REFUSED);
        edit(server, 0, "mine again 0");
        sync(one);
        assertThat(one.rows()).isEqualTo(server.rows());
    }
}
