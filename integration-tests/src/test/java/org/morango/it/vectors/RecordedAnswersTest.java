package org.morango.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.internal.binding.RequestProof;
import org.morango.it.support.Facility;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.SessionKey;
import org.morango.testkit.InMemoryReplica;

/** Answers of a server that it stores for repeated requests. */
class RecordedAnswersTest {
    private static final String SESSION = "5".repeat(32);
    private static final SessionKey KEY = SessionKey.of(new byte[SessionKey.BYTES]);
    private static final int MOST = 2_000;

    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoEndpoints endpoints =
            Peer.on(there, Facility.settings().build()).endpoints();
    private volatile Runnable whileRead = () -> {};

    RecordedAnswersTest() {
        there.sessions()
                .create(Facility.session(SESSION)
                        .withBinding(new SessionBinding(KEY, EnumSet.allOf(Capability.class))));
    }

    /** Sends a request that could change something, but does not. */
    private MorangoResponse ask(long number) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String path = "transfersessions/";
        String type = "application/json";
        RequestProof proof =
                RequestProof.of(KEY, SESSION, number, new RequestProof.Subject("POST", path, Map.of(), type), body);
        Map<String, String> headers = Map.of("content-type", type, RequestProof.HEADER.toLowerCase(), proof.header());
        return endpoints.handle(new MorangoRequest(
                "POST",
                path,
                Map.of(),
                name -> headers.get(name.toLowerCase()),
                new ByteArrayInputStream(body) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        if (pos == 0) {
                            whileRead.run();
                        }
                        return super.read(buffer, offset, length);
                    }
                },
                "127.0.0.1",
                "",
                "http://server.example/api/morango/v1/",
                false));
    }

    @Test
    void oldestAreForgotten() {
        MorangoResponse first = ask(1);
        assertThat(first.status()).isEqualTo(400);
        assertThat(ask(1)).isSameAs(first);
        for (int number = 2; number <= MOST; number++) {
            assertThat(ask(number).status()).isEqualTo(400);
        }
        MorangoResponse second = ask(2);
        assertThat(second.status()).isEqualTo(400);
        // The first request was made before the second.
        assertThat(ask(MOST + 1).status()).isEqualTo(400);
        assertThat(ask(2)).isSameAs(second);
        assertThat(ask(1).status()).isEqualTo(410);
        assertThat(ask(1).headers()).containsKey(RequestProof.HEADER);
    }

    @Test
    void requestThatComesAgainWhileItRunsWaitsForItsAnswer() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        whileRead = () -> {
            running.countDown();
            try {
                goOn.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        CompletableFuture<MorangoResponse> first = CompletableFuture.supplyAsync(() -> ask(1));
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        whileRead = () -> {
            throw new AssertionError("The request was run twice.");
        };
        CompletableFuture<MorangoResponse> again = CompletableFuture.supplyAsync(() -> ask(1));
        assertThat(again).isNotDone();
        goOn.countDown();
        assertThat(again.get(10, TimeUnit.SECONDS)).isSameAs(first.get(10, TimeUnit.SECONDS));
    }
}
