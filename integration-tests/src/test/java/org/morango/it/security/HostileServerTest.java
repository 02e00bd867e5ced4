package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.StageStatus;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class HostileServerTest {
    private static final String SOMEBODY = "a".repeat(32);

    private final InMemoryReplica here = Facility.clientReplica();

    /** Returns a server that sends other records than it should. */
    private static InMemoryReplica sending(SyncRecord foreign) {
        Random random = new Random(9);
        InMemoryReplica replica = Facility.owningRoot(new InMemoryReplica(Ids.random(random), random) {
            @Override
            public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
                return List.of(foreign);
            }
        });
        replica.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        return replica;
    }

    private static SyncRecord record(String id, String profile, String partition) {
        RecordVersion version = new RecordVersion(SOMEBODY, 1);
        return new SyncRecord(
                id,
                profile,
                "lesson",
                "source",
                partition,
                "{}",
                false,
                false,
                version,
                "",
                "",
                RecordHistory.of(version));
    }

    private void refusesToPull(InMemoryReplica there, String reason) {
        try (MorangoServer server = Facility.peer(there).serve(0);
                SyncConnection connection = Facility.peer(here).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThatThrownBy(client::pull)
                    .isInstanceOfSatisfying(
                            SyncException.class,
                            e -> assertThat(here.sessions()
                                            .transfer(String.valueOf(e.ids().get("transfer"))))
                                    .hasValueSatisfying(
                                            t -> assertThat(t.status()).isEqualTo(StageStatus.ERRORED)))
                    .hasMessageContaining(reason);
        }
        assertThat(here.store()).isEmpty();
        assertThat(here.rows()).isEmpty();
    }

    @Test
    void recordOutsideFilter() {
        String outside = "0".repeat(32);
        String id = Ids.recordId(outside, "source", "lesson");
        refusesToPull(sending(record(id, InMemoryReplica.PROFILE, outside)), "lies outside the filter");
    }

    @Test
    void recordWithForeignId() {
        String partition = Facility.partition("allusers-ro");
        refusesToPull(
                sending(record("b".repeat(32), InMemoryReplica.PROFILE, partition)),
                "has an id that does not follow from");
    }

    @Test
    void recordOfOtherProfile() {
        String partition = Facility.partition("allusers-ro");
        String id = Ids.recordId(partition, "source", "lesson");
        refusesToPull(sending(record(id, "otherdata", partition)), "belongs to another profile");
    }

    private void refusesAnswers(BinaryOperator<String> rewrite, String reason) throws IOException {
        InMemoryReplica there = Facility.rootReplica();
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{}");
        there.put("lesson", "two", Facility.partition("allusers-ro"), "{}");
        FaultyProxy.Script script = new FaultyProxy.Script() {
            @Override
            public Fault fault(String request) {
                return Fault.NONE;
            }

            @Override
            public String answer(String request, String body) {
                return rewrite.apply(request, body);
            }
        };
        // In a bound session, only the server itself could do what the proxy does.
        PeerSettings settings = Facility.settings()
                .capabilities(EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS)))
                .trust(trust -> trust.allowPlainMorango(true))
                .limits(limits -> limits.chunkSize(1).maxBodyBytes(100_000))
                .build();
        try (MorangoServer server = Peer.on(there, settings).serve(0);
                FaultyProxy proxy = new FaultyProxy(server.port(), script);
                SyncConnection connection = Peer.on(here, settings).connect(proxy.url())) {
            assertThatThrownBy(() -> {
                        try (SyncClient client = connection.openSession(Facility.CLIENT)) {
                            client.pull();
                        }
                    })
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining(reason);
        }
        assertThat(here.store()).isEmpty();
        assertThat(here.rows()).isEmpty();
    }

    @Test
    void serverThatCannotSign() throws IOException {
        refusesAnswers(
                (request, body) ->
                        request.equals("POST syncsessions/") ? body.replaceFirst("\"signature\":\"..", "$0AA") : body,
                "cannot prove that it owns certificate");
    }

    @Test
    void serverWithForgedCertificate() throws IOException {
        refusesAnswers(
                (request, body) ->
                        request.equals("GET certificates/") ? body.replace(Facility.ROOT.id(), "c".repeat(32)) : body,
                "Certificate");
    }

    @Test
    void negativeTotal() throws IOException {
        refusesAnswers((request, body) -> body.replace("\"records_total\":2", "\"records_total\":-2"), "negative");
    }

    @Test
    void fewerRecordsThanAnnounced() throws IOException {
        refusesAnswers(
                (request, body) -> request.equals("GET buffers/")
                        ? "{\"count\":2,\"next\":null,\"previous\":null,\"results\":[]}"
                        : body,
                "announced 2 records, but sends only 0");
    }

    @Test
    void sameRecordsAgain() throws IOException {
        String[] first = new String[1];
        refusesAnswers(
                (request, body) -> {
                    if (!request.equals("GET buffers/")) {
                        return body;
                    }
                    if (first[0] == null) {
                        first[0] = body;
                    }
                    return first[0];
                },
                "sent records twice");
    }

    @Test
    void answerAboutAnotherTransfer() throws IOException {
        refusesAnswers(
                (request, body) -> request.equals("POST transfersessions/")
                        ? body.replaceFirst("\"id\":\"[0-9a-f]{32}\"", "\"id\":\"" + SOMEBODY + "\"")
                        : body,
                "is not about this transfer");
    }

    @Test
    void hugeAnswer() throws IOException {
        refusesAnswers(
                (request, body) -> request.equals("GET buffers/") ? " ".repeat(200_000) : body,
                "an answer of more than 100000 bytes");
    }

    @Test
    void answerThatUnpacksToTooMuch() {
        InMemoryReplica there = Facility.rootReplica();
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{\"title\":\"" + "a".repeat(200_000) + "\"}");
        PeerSettings settings = Facility.settings()
                .limits(limits -> limits.maxBodyBytes(100_000))
                .build();
        try (MorangoServer server = Facility.peer(there).serve(0);
                SyncConnection connection = Peer.on(here, settings).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            assertThatThrownBy(client::pull)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("uncompressed answer has more bytes");
        }
        assertThat(here.store()).isEmpty();
    }

    @Test
    void deeplyNestedAnswer() throws IOException {
        refusesAnswers(
                (request, body) -> request.equals("GET buffers/") ? "[".repeat(50_000) : body, "in stage transferring");
    }
}
