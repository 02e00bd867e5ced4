package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Requests that browsers send for a page, and requests that two servers would split in different places. */
@Timeout(60)
class BrowsersTest {
    private static final String API = "/api/morango/v1/";

    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Peer.on(
                    there,
                    Facility.settings()
                            .server(server -> server.allowedHosts(Set.of("sync.school.example"))
                                    .allowedOrigins(Set.of("https://school.example")))
                            .build())
            .serve(0);

    @AfterEach
    void close() {
        server.close();
    }

    /** Returns the status of a request, given by its lines with semicolons between them. */
    private int ask(String request, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            String lines = request.replace("; ", "\r\n").replace(" API", " " + API);
            socket.getOutputStream()
                    .write((lines + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 ");
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:80, 200",
        "127.0.0.1:8080, 200",
        "127.1.2.3, 200",
        "[::1]:8080, 200",
        "sync.school.example, 200",
        "Sync.School.Example:443, 200",
        "evil.example, 403",
        "evil.example:80, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "192.0.2.1, 403",
        "sync.school.example@evil.example, 403"
    })
    void hostsAtLoopbackAreThoseOfThisMachine(String host, int status) throws IOException {
        assertThat(ask("GET APIcertificates/?primary_partition=x HTTP/1.1; Host: " + host, ""))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: https://evil.example, 403",
        "Origin: null, 403",
        "Origin: http://localhost, 403",
        "Origin: https://school.example.evil.example, 403",
        "Origin: https://school.example, 201",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-site, 403",
        "Sec-Fetch-Site: none, 201",
        "Origin: https://school.example; Sec-Fetch-Site: cross-site, 201",
        "X-Other: 1, 201"
    })
    void pagesOfOthersAreRefused(String headers, int status) throws IOException {
        assertThat(ask("POST APInonces/ HTTP/1.1; Host: localhost; Content-Length: 0; " + headers, ""))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 201",
        "application/json;charset=utf-8, 201",
        "Application/JSON, 201",
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "multipart/form-data;boundary=x, 415",
        "text/plain;x=application/json, 415",
        "application/jsonp, 415"
    })
    void bodiesHaveTheTypesOfTheProtocol(String type, int status) throws IOException {
        assertThat(ask("POST APInonces/ HTTP/1.1; Host: localhost; Content-Length: 2; Content-Type: " + type, "{}"))
                .isEqualTo(status);
    }

    @Test
    void bodiesWithoutTypeAreEmpty() throws IOException {
        assertThat(ask("POST APInonces/ HTTP/1.1; Host: localhost; Content-Length: 0", ""))
                .isEqualTo(201);
        assertThat(ask("POST APInonces/ HTTP/1.1; Host: localhost; Content-Length: 2", "{}"))
                .isEqualTo(415);
        assertThat(ask("POST APInonces/ HTTP/1.1; Host: localhost; Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"))
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2; Content-Length: 3",
                "Content-Length: 2; Content-Length: 2",
                "Content-Length: 2; Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked; Content-Length: 2",
                "Content-Length: -2",
                "Content-Length: 2, 3"
            })
    void bodiesHaveOneLength(String lengths) throws IOException {
        assertThat(ask(
                        "POST APInonces/ HTTP/1.1; Host: localhost; Content-Type: application/json; " + lengths,
                        "2\r\n{}\r\n0\r\n\r\n"))
                .isBetween(400, 499);
    }
}
