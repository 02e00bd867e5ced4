package org.morango.it.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.Morango;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.internal.protocol.RecordJson;
import org.morango.it.support.Facility;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Records of other peers pass unchanged from a client through a server to another client. */
class FidelityTest {
    private static final String SOMEBODY = "a".repeat(32);
    private static final String TRANSFER = "7".repeat(32);
    private static final RecordVersion VERSION = new RecordVersion(SOMEBODY, 3);

    private static final List<String> CONTENTS = List.of(
            "{\"text\": \"✓ 日本語 😀 \u2028 \u2029 \u0085 \u00a0 \ufeff\"}",
            "{\"text\": \"\\u2713 \\ud83d\\ude00 \\u2028 \\u0000 \\u001f \\\\ \\\" \\/\"}",
            "{ \"b\" : 1 ,\n\t\"a\":2 }",
            "{\"at\": \"2026-11-23T00:26:50.904123Z\", \"day\": \"2026-11-23\", \"score\": \"12.340\"}",
            "{\"score\": 12.340, \"tiny\": 1e-7, \"large\": 12345678901234567890123, \"zero\": -0.0}",
            "{\"nothing\": null, \"empty\": \"\", \"list\": [], \"object\": {}, \"yes\": true}",
            "{\"text\": \"" + "long ✓ ".repeat(100_000 / 7) + "\"}",
            "{}");

    private static List<SyncRecord> records(String root) {
        List<SyncRecord> records = new ArrayList<>();
        for (int i = 0; i < CONTENTS.size(); i++) {
            String template = root + ":日本" + (i % 2 == 0 ? ":${id}" : "");
            String source = "✓ source 😀 " + i;
            String id = Ids.recordId(template, source, "note");
            String conflicting = i == 2 ? "{\"lost\": \"\u0001\t✓\"}\n{\"older\": 1}\n" : "";
            records.add(new SyncRecord(
                    id,
                    InMemoryReplica.PROFILE,
                    "note",
                    source,
                    Ids.partition(template, id),
                    CONTENTS.get(i),
                    i == 3,
                    false,
                    VERSION,
                    conflicting,
                    i == 4 ? id : "",
                    RecordHistory.of(Map.of("b".repeat(32), 9L)).with(VERSION)));
        }
        return records;
    }

    private static InMemoryReplica holding(InMemoryReplica replica, List<SyncRecord> records) {
        replica.buffer(TRANSFER, records);
        replica.dequeue(
                TRANSFER,
                Claim.known(PartitionCounters.of(
                        Map.of(records.get(0).partition().substring(0, 32), Map.of(SOMEBODY, 3L)))));
        return replica;
    }

    private static void unchanged(InMemoryReplica replica, List<SyncRecord> records) {
        assertThat(replica.store().values()).containsExactlyInAnyOrderElementsOf(records);
    }

    @Test
    void throughMemory() {
        List<SyncRecord> records = records(Facility.ROOT.id());
        InMemoryReplica from = holding(Facility.clientReplica(), records);
        InMemoryReplica by = Facility.rootReplica();
        InMemoryReplica to = new InMemoryReplica("c".repeat(32), new Random(9));
        to.certificates().save(Facility.FULL);
        to.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        try (MorangoServer server = Facility.peer(by).serve(0)) {
            try (SyncConnection connection = Facility.peer(from).connect(Facility.url(server.port()));
                    SyncClient client = connection.openSession(Facility.CLIENT)) {
                client.push();
            }
            try (SyncConnection connection = Facility.peer(to).connect(Facility.url(server.port()));
                    SyncClient client = connection.openSession(Facility.CLIENT)) {
                client.pull();
            }
        }
        unchanged(from, records);
        unchanged(by, records);
        unchanged(to, records);
        assertThat(to.rows()).hasSize(CONTENTS.size() - 1);
    }

    @Test
    void throughDatabaseThatLacksTheModel() {
        Configuration configuration = new Configuration()
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:fidelity;DB_CLOSE_DELAY=-1")
                .setProperty(StoreTables.SETTING, "true")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            Morango by = Morango.on(factory, Facility.settings().build());
            by.certificates().define(Facility.FULL);
            String root = by.certificates().createRoot("full-facility").id();
            List<SyncRecord> records = records(root);
            InMemoryReplica from = holding(Facility.bareReplica(), records);
            InMemoryReplica to = new InMemoryReplica("c".repeat(32), new Random(9));
            to.certificates().save(Facility.FULL);
            try (MorangoServer server = by.serve(0)) {
                sync(from, server, root, true);
                sync(to, server, root, false);
            }
            unchanged(to, records);
        }
    }

    private static void sync(InMemoryReplica replica, MorangoServer server, String root, boolean push) {
        try (SyncConnection connection =
                Peer.on(replica, Facility.settings().build()).connect(Facility.url(server.port()))) {
            Certificate mine =
                    connection.requestCertificate(root, "full-facility", Map.of("dataset_id", root), "admin", "pw");
            try (SyncClient client = connection.openSession(mine)) {
                assertThat((push ? client.push() : client.pull()).recordsTransferred())
                        .isEqualTo(CONTENTS.size());
            }
        }
    }

    /** Python writes it with everything beyond ASCII escaped. */
    @Test
    void escapedOnTheWire() {
        List<SyncRecord> records = records(Facility.ROOT.id());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordJson.writeChunk(out, TRANSFER, records);
        String ascii = out.toString(StandardCharsets.UTF_8)
                .chars()
                .mapToObj(c -> c < 127 ? String.valueOf((char) c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
        assertThat(read(ascii)).isEqualTo(records);
    }

    @Test
    void halfCharactersAreRefused() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordJson.writeChunk(out, TRANSFER, records(Facility.ROOT.id()).subList(0, 1));
        String half = out.toString(StandardCharsets.UTF_8).replace("source 😀", "source \\ud83d");
        assertThatThrownBy(() -> read(half))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("half a character");
    }

    /** A store may hold them because it did not refuse them. They must not prevent other records from being sent. */
    @Test
    void halfCharactersInContentsAreSentAsTheirEscapes() {
        SyncRecord whole = records(Facility.ROOT.id()).get(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordJson.writeChunk(
                out, TRANSFER, List.of(with(whole, "{\"t\":\"a\uD83C😀\uDE00\"}", "{\"t\":\"\uD83C\"}\n")));
        assertThat(read(out.toString(StandardCharsets.UTF_8)))
                .containsExactly(with(whole, "{\"t\":\"a\\ud83c😀\\ude00\"}", "{\"t\":\"\\ud83c\"}\n"));
    }

    private static SyncRecord with(SyncRecord rec, String serialized, String conflicting) {
        return new SyncRecord(
                rec.id(),
                rec.profile(),
                rec.modelName(),
                rec.sourceId(),
                rec.partition(),
                serialized,
                false,
                false,
                rec.version(),
                conflicting,
                rec.selfReference(),
                rec.history());
    }

    /** The expected ids are those that Python computes from the same parts. */
    @Test
    void idsOfUnicode() {
        assertThat(Ids.recordId("${id}:x", "✓ 日本語 😀", "note")).isEqualTo("fe388ad15b1b0455f80ac7e32b83ba5e");
        assertThat(Ids.recordId("r:日本:${id}", "a\u2028b", "note")).isEqualTo("87feb869040f6289b9f8bf1bd873d00d");
    }

    private static List<SyncRecord> read(String json) {
        return RecordJson.readChunk(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), TRANSFER, CONTENTS.size());
    }
}
