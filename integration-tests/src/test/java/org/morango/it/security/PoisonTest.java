package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.merge.ConflictingContent;
import org.morango.record.RecordHistory;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Data that a client adds to a server bit by bit does not make its pushes or the pulls of others fail. */
class PoisonTest {
    private static final PeerSettings PLAIN =
            Facility.settings().trust(trust -> trust.allowPlainMorango(true)).build();

    private final InMemoryReplica liar = Facility.clientReplica();
    private final InMemoryReplica reader = Facility.replica(3);
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Peer.on(there, PLAIN).serve(0);
    private final Wire wire = new Wire();

    @AfterEach
    void close() {
        server.close();
    }

    private void write(String title) {
        liar.put("lesson", "one", Facility.partition("lessons"), "{\"title\":\"" + title + "\"}");
    }

    /** Pushes the liar's records, changed on the way. */
    private void push(UnaryOperator<String> poison) {
        PeerSettings settings = Facility.settings()
                .trust(trust -> trust.allowPlainMorango(true))
                .capabilities(EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT))
                .client(client -> client.transport(() -> wire))
                .build();
        wire.tamper(request ->
                request.method().equals("POST") && request.uri().getPath().endsWith("buffers/")
                        ? Wire.withBody(request, poison)
                        : request);
        sync(Peer.on(liar, settings), SyncClient::push);
    }

    private interface Transfer {
        void run(SyncClient client);
    }

    private void sync(Peer peer, Transfer transfer) {
        try (SyncConnection connection = peer.connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            transfer.run(client);
        }
    }

    private SyncRecord pulled() {
        reader.certificates().save(Facility.FULL);
        reader.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        sync(Peer.on(reader, PLAIN), SyncClient::pull);
        return reader.store().values().iterator().next();
    }

    private static UnaryOperator<String> instances(int from, int count) {
        String invented = IntStream.range(from, from + count)
                .mapToObj(i -> String.format("{\"instance_id\":\"%032x\",\"counter\":1}", i))
                .collect(Collectors.joining(","));
        return body -> body.replace("\"rmcb_list\":[", "\"rmcb_list\":[" + invented + ",");
    }

    @Test
    void inventedInstancesOfSeveralPushesDoNotAddUp() {
        for (int i = 0; i < 2; i++) {
            write("title " + i);
            push(instances(i * 60_000, 60_000));
        }
        SyncRecord pulled = pulled();
        assertThat(pulled.serialized()).contains("title 1");
        assertThat(pulled.history().size()).isLessThanOrEqualTo(RecordHistory.MOST + 2);
        assertThat(pulled.history().knows(pulled.version())).isTrue();
        assertThat(reader.rows()).hasSize(1);
    }

    @Test
    void oneThatHasTooManyIsTaken() {
        write("title");
        push(instances(0, 150_000));
        assertThat(pulled().history().size()).isLessThanOrEqualTo(RecordHistory.MOST + 1);
    }

    @Test
    void keptConflictsOfSeveralPushesDoNotAddUp() {
        for (int i = 0; i < 3; i++) {
            write("title " + i);
            String kept = IntStream.range(0, 900)
                    .mapToObj(n -> "{\\\"title\\\":\\\"lost " + n + "\\\"}\\n")
                    .collect(Collectors.joining());
            String push = Integer.toString(i);
            push(body -> body.replace(
                    "\"conflicting_serialized_data\":\"\"",
                    "\"conflicting_serialized_data\":\""
                            + kept.replace("lost", "lost in " + push).repeat(2) + "\""));
        }
        SyncRecord pulled = pulled();
        assertThat(ConflictingContent.all(pulled.conflictingData()))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(ConflictingContent.MOST);
    }

    @Test
    void charactersThatNotEveryDatabaseKeepsArriveAsEscapes() {
        write("a?b");
        push(body -> body.replace("a?b", "a\\u0000b"));
        assertThat(pulled().serialized()).contains("a\\u0000b");
        assertThat(reader.rows()).hasSize(1);
    }
}
