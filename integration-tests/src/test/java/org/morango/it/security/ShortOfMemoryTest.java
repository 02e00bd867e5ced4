package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.morango.Peer;
import org.morango.it.support.Facility;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A server without enough memory stops accepting requests, but continues to serve those that it has accepted. */
@Timeout(60)
class ShortOfMemoryTest {
    private static final String API = "api/morango/v1/";

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> post(MorangoServer server, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(Facility.url(server.port()) + API + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Bodies that are still being sent take memory. Once they are gone, there is room again. */
    @Test
    void bodiesBeyondTheRoomAreAskedToComeAgain() throws IOException, InterruptedException {
        try (MorangoServer server = Peer.on(
                        Facility.rootReplica(),
                        Facility.settings()
                                .limits(limits -> limits.maxBodyBytesAtOnce(2_000_000))
                                .build())
                .serve(0)) {
            String half = "{\"a\":\"" + "a".repeat(600_000);
            boolean isHeld = false;
            while (!isHeld) {
                try (Socket holder = hold(server, half)) {
                    assertThat(holder.isConnected()).isTrue();
                    HttpResponse<String> answer = post(server, "syncsessions/", half + "\"}");
                    isHeld = answer.statusCode() == 503;
                    if (isHeld) {
                        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
                        assertThat(post(server, "nonces/", "{}").statusCode()).isEqualTo(201);
                    }
                }
            }
            HttpResponse<String> answer = post(server, "syncsessions/", half + "\"}");
            while (answer.statusCode() == 503) {
                answer = post(server, "syncsessions/", half + "\"}");
            }
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    /** Sends a part of a body. */
    private static Socket hold(MorangoServer server, String part) throws IOException {
        Socket holder = new Socket(InetAddress.getLoopbackAddress(), server.port());
        holder.getOutputStream()
                .write(("POST /" + API + "syncsessions/ HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 800000\r\n\r\n" + part)
                        .getBytes(StandardCharsets.US_ASCII));
        return holder;
    }

    /** More requests than the server has threads fail for lack of memory, in threads of the server. */
    @Test
    void servesAfterRequestsThatHadTooLittle() throws IOException, InterruptedException {
        AtomicInteger failures = new AtomicInteger(10);
        InMemoryReplica real = Facility.rootReplica();
        CertificateStore failing = instead(CertificateStore.class, real.certificates(), "saveNonce", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        Replica replica = (Replica) Proxy.newProxyInstance(
                Replica.class.getClassLoader(),
                new Class<?>[] {Replica.class},
                (proxy, method, args) ->
                        method.getName().equals("certificates") ? failing : invoke(real, method, args));
        try (MorangoServer server = Peer.on(
                        replica,
                        Facility.settings().server(values -> values.threads(2)).build())
                .serve(0)) {
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> answer = post(server, "nonces/", "{}");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).doesNotContain("heap", "Error");
            }
            assertThat(post(server, "nonces/", "{}").statusCode()).isEqualTo(201);
        }
    }

    private static <T> T instead(Class<T> type, T real, String method, Runnable first) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            if (called.getName().equals(method)) {
                first.run();
            }
            return invoke(real, called, args);
        }));
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
