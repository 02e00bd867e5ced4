package org.morango.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.record.Filter;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The client gets the recorded answers of Python Morango, and has to send the same requests as its client. */
class ClientDialogueTest {
    private final SchoolReplica replica = new SchoolReplica(2);
    private int chunk = 2;
    private Certificate certificate = Facility.CLIENT;

    @ParameterizedTest
    @ValueSource(strings = {"async", "fsicv1", "legacy"})
    void push(String dialect) {
        addPushed(dialect + "-push");
        try (ScriptedServer server = new ScriptedServer(dialect + "-push")) {
            TransferSession done = run(server, dialect, SyncClient::push);
            assertThat(done.recordsTotal()).isEqualTo(5);
            assertThat(server.leftOut())
                    .isEqualTo(dialect.equals("legacy") ? Set.of() : Set.of("GET transfersessions"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "fsicv1", "legacy"})
    void pushNothing(String dialect) {
        boolean legacy = dialect.equals("legacy");
        addPushed(dialect + "-push");
        try (ScriptedServer server = new ScriptedServer(dialect + "-push-nothing")) {
            TransferSession done = run(server, dialect, SyncClient::push);
            // Python Morango's legacy client never states its counters, so it sends everything each time.
            assertThat(done.recordsTotal()).isEqualTo(legacy ? 5 : 0);
            assertThat(server.leftOut())
                    .isEqualTo(legacy ? Set.of() : Set.of("GET transfersessions", "PATCH transfersessions"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "fsicv1", "legacy"})
    void pull(String dialect) {
        try (ScriptedServer server = new ScriptedServer(dialect + "-pull")) {
            TransferSession done = run(server, dialect, SyncClient::pull);
            assertThat(done.recordsTransferred()).isEqualTo(3);
            assertThat(replica.rows()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-push", "0.9-push", "0.8.15-push-answers-lost", "0.8.15-push-made-again"})
    void pushToNewerVersions(String dialogue) {
        // The recorded client had used some counters before.
        for (int i = 0; i < 5; i++) {
            replica.put("lesson", "before", "elsewhere", "{\"n\":" + i + "}");
            replica.serialize(InMemoryReplica.PROFILE, Filter.of("elsewhere"));
        }
        addPushed(dialogue);
        try (ScriptedServer server = new ScriptedServer(dialogue)) {
            TransferSession done = run(server, "newer", SyncClient::push);
            assertThat(done.recordsTotal())
                    .isEqualTo(dialogue.contains("lost") ? 4 : dialogue.contains("again") ? 1 : 5);
            assertThat(done.active()).isFalse();
        }
    }

    /** The server answers with a failed stage, as newer versions do, or only with a status. */
    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void pushToAServerThatFailsWhileItDeserializes(int status) {
        String dialogue = "0.8.15-push";
        addPushed(dialogue);
        List<Exchange> failing = Exchange.of(dialogue).stream()
                .map(exchange -> exchange.text("transfer_stage").equals("deserializing")
                        ? exchange.answered(status, failed(exchange, status))
                        : exchange)
                .toList();
        try (ScriptedServer server = new ScriptedServer(failing)) {
            replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
            try (SyncConnection connection = connect(server, "newer");
                    SyncClient client = connection.openSession(Facility.CLIENT)) {
                assertThatThrownBy(client::push)
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining("has received and merged all 5 records");
                assertThat(replica.sessions().activeTransfers(client.session().id()))
                        .isEmpty();
            }
            // Transfer and session were closed.
            assertThat(server.differences()).isEmpty();
        }
    }

    private static JsonNode failed(Exchange exchange, int status) {
        return status == 200
                ? ((ObjectNode) exchange.answer().deepCopy()).put("transfer_stage_status", "errored")
                : Exchange.MAPPER.createObjectNode().put("detail", "Server Error");
    }

    @Test
    void pushNothingToNewerVersions() {
        addPushed("0.9-push");
        try (ScriptedServer server = new ScriptedServer("0.9-push-nothing")) {
            assertThat(run(server, "newer", SyncClient::push).recordsTotal()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-pull", "0.9-pull", "0.8.15-pull-answers-lost"})
    void pullFromNewerVersions(String dialogue) {
        int records = dialogue.contains("lost") ? 4 : 9;
        chunk = dialogue.contains("lost") ? 2 : 4;
        try (ScriptedServer server = new ScriptedServer(dialogue)) {
            TransferSession done = run(server, "newer", SyncClient::pull);
            assertThat(done.recordsTransferred()).isEqualTo(records);
            assertThat(replica.rows()).hasSize(records);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.15-single-user-pull", "0.9-single-user-pull"})
    void pullOfALearnersDevice(String dialogue) {
        chunk = 4;
        certificate = Facility.LEARNER;
        try (ScriptedServer server = new ScriptedServer(dialogue)) {
            TransferSession done = run(server, "newer", SyncClient::pull);
            assertThat(done.recordsTransferred()).isEqualTo(2);
            assertThat(done.filter())
                    .isEqualTo(Facility.LEARNER.scope(Facility.SINGLE_USER).read());
            // The other record is deleted.
            assertThat(replica.rows()).hasSize(1);
            assertThat(replica.store()).hasSize(2);
        }
    }

    @Test
    void certificateRequest() {
        try (ScriptedServer server = new ScriptedServer("async-csr");
                SyncConnection connection = connect(server, "async")) {
            Map<String, String> params = Map.of("dataset_id", Facility.ROOT.id());
            Certificate mine =
                    connection.requestCertificate(Facility.ROOT.id(), "full-facility", params, "admin", "pw");
            assertThat(mine.publicKey()).isNotEqualTo(Facility.ROOT.publicKey());
            assertThat(server.differences()).isEmpty();
            assertThat(server.leftOut()).isEqualTo(Set.of("GET certificates"));
        }
    }

    @Test
    void certificatePush() {
        replica.certificates().save(List.of(Facility.ROOT), Facility.ROOT_KEY);
        try (ScriptedServer server = new ScriptedServer("certificate-push");
                SyncConnection connection = connect(server, "async")) {
            Certificate pushed = connection.pushCertificate(
                    Facility.ROOT, "full-facility", Map.of("dataset_id", Facility.ROOT.id()));
            assertThat(pushed.publicKey().text())
                    .isEqualTo(Exchange.of("certificate-push")
                            .get(1)
                            .answer()
                            .get(0)
                            .get("public_key")
                            .stringValue());
            assertThat(pushed.salt())
                    .isEqualTo(Exchange.of("certificate-push")
                            .get(2)
                            .answer()
                            .get("id")
                            .stringValue());
            assertThat(replica.certificates().key(pushed.id())).isEmpty();
            assertThat(server.differences()).isEmpty();
            assertThat(server.leftOut()).isEmpty();
        }
    }

    private TransferSession run(ScriptedServer server, String dialect, Function<SyncClient, TransferSession> sync) {
        replica.certificates().save(List.of(Facility.ROOT, certificate), Facility.CLIENT_KEY);
        TransferSession done;
        try (SyncConnection connection = connect(server, dialect);
                SyncClient client = connection.openSession(certificate)) {
            done = sync.apply(client);
        } catch (RuntimeException e) {
            throw new AssertionError(server.differences().toString(), e);
        }
        assertThat(server.differences()).isEmpty();
        return done;
    }

    private SyncConnection connect(ScriptedServer server, String dialect) {
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(Facility.SINGLE_USER);
        EnumSet<Capability> capabilities = EnumSet.of(Capability.GZIP_BUFFER_POST);
        if (!dialect.equals("legacy")) {
            capabilities.add(Capability.ASYNC_OPERATIONS);
        }
        if (dialect.equals("async") || dialect.equals("newer")) {
            capabilities.add(Capability.FSIC_V2_FORMAT);
        }
        if (dialect.equals("newer")) {
            capabilities.add(Capability.ALLOW_CERTIFICATE_PUSHING);
        }
        return Peer.on(
                        replica,
                        Facility.settings()
                                .trust(trust -> trust.allowPlainMorango(true))
                                .capabilities(capabilities)
                                .limits(limits -> limits.chunkSize(chunk))
                                .build())
                .connect(server.url());
    }

    /** Gives the client the records that Python Morango's client had, under its own instance id. */
    private void addPushed(String dialogue) {
        Substitution names = new Substitution();
        Consumer<JsonNode> put = rec -> replica.put(
                rec.get("model_name").stringValue(),
                names.apply(rec.get("source_id").stringValue()),
                names.apply(rec.get("partition").stringValue()),
                "{}");
        for (Exchange exchange : Exchange.of(dialogue)) {
            if (exchange.query().containsKey("primary_partition")) {
                names.put(exchange.query().get("primary_partition"), Facility.ROOT.id());
            }
            if (exchange.gzipped()) {
                exchange.body().forEach(put);
            }
        }
    }
}
