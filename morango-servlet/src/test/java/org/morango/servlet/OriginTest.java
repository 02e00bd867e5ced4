package org.morango.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Interpretation of the headers in a real container. */
class OriginTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static volatile TrustedProxies trusted = TrustedProxies.none();
    private static Container container;

    /** Answers with the origin that it sees. */
    private static final class Mirror extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Origin origin = Origin.of(request, trusted);
            response.getWriter().print(origin.remoteAddress() + " " + origin.base());
        }
    }

    @BeforeAll
    static void start() throws Exception {
        container = JettyContainer.start(new Mirror(), "", "/*", null);
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    private static String here() {
        return "127.0.0.1 http://127.0.0.1:" + container.port();
    }

    private static String origin(String proxies, String... headers) throws Exception {
        return origin(ForwardedHeaders.X_FORWARDED_FOR, proxies, headers);
    }

    private static String origin(ForwardedHeaders sent, String proxies, String... headers) throws Exception {
        trusted = proxies.isEmpty()
                ? TrustedProxies.none()
                : TrustedProxies.of(proxies.split(" ")).sending(sent);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + "/x"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void headersOfStrangersAreIgnored() throws Exception {
        String[] headers = {
            "Forwarded", "for=203.0.113.9;proto=https;host=evil.example",
            "X-Forwarded-For", "203.0.113.9",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "evil.example",
            "X-Forwarded-Prefix", "/evil"
        };
        assertThat(origin("", headers)).isEqualTo(here());
        assertThat(origin("10.0.0.0/8 2001:db8::/32", headers)).isEqualTo(here());
    }

    /** A proxy passes on headers that it does not set, as the caller wrote them. */
    @Test
    void headersOfAnotherKindAreTheCallersInvention() throws Exception {
        String[] all = {
            "Forwarded", "for=203.0.113.9;proto=https;host=evil.example",
            "X-Forwarded-For", "198.51.100.1",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "school.example"
        };
        assertThat(origin("127.0.0.1", all)).isEqualTo(here().replace("127.0.0.1 ", "198.51.100.1 "));
        assertThat(origin(ForwardedHeaders.X_FORWARDED, "127.0.0.1", all))
                .isEqualTo("198.51.100.1 https://school.example");
        assertThat(origin(ForwardedHeaders.FORWARDED, "127.0.0.1", all)).isEqualTo("203.0.113.9 https://evil.example");
        assertThat(origin("127.0.0.1", "Forwarded", "for=203.0.113.9")).isEqualTo(here());
    }

    @Test
    void separateHeadersOfATrustedProxyCount() throws Exception {
        assertThat(origin(
                        ForwardedHeaders.X_FORWARDED,
                        "127.0.0.1",
                        "X-Forwarded-For",
                        "203.0.113.9",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "school.example",
                        "X-Forwarded-Port",
                        "8443",
                        "X-Forwarded-Prefix",
                        "/sync/"))
                .isEqualTo("203.0.113.9 https://school.example:8443/sync");
        assertThat(origin(
                        ForwardedHeaders.X_FORWARDED,
                        "127.0.0.1",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "school.example"))
                .isEqualTo("127.0.0.1 https://school.example");
    }

    @Test
    void standardHeaderOfATrustedProxyCounts() throws Exception {
        assertThat(origin(
                        ForwardedHeaders.FORWARDED,
                        "127.0.0.0/8",
                        "Forwarded",
                        "For=\"[2001:db8:cafe::17]:4711\"; Proto=https;HOST=\"school.example:8443\";by=_x",
                        "X-Forwarded-For",
                        "198.51.100.1"))
                .isEqualTo("2001:db8:cafe::17 https://school.example:8443");
    }

    @Test
    void whatStandsBeforeTheLastTrustedProxyIsTheCallersInvention() throws Exception {
        assertThat(origin(
                        ForwardedHeaders.X_FORWARDED,
                        "127.0.0.1 10.0.0.0/8",
                        "X-Forwarded-For",
                        "1.1.1.1, 203.0.113.9, 10.0.0.7",
                        "X-Forwarded-Host",
                        "evil.example, school.example, inner.example",
                        "X-Forwarded-Proto",
                        "http, https, http"))
                .isEqualTo("203.0.113.9 https://school.example");
        assertThat(origin(
                        ForwardedHeaders.FORWARDED,
                        "127.0.0.1 10.0.0.0/8",
                        "Forwarded",
                        "for=1.1.1.1;host=evil.example, for=203.0.113.9;host=school.example;proto=https",
                        "Forwarded",
                        "for=10.0.0.7"))
                .isEqualTo("203.0.113.9 https://school.example");
    }

    @Test
    void nonsenseIsNotPassedOn() throws Exception {
        assertThat(origin(
                        ForwardedHeaders.X_FORWARDED,
                        "127.0.0.1",
                        "X-Forwarded-For",
                        "unknown",
                        "X-Forwarded-Host",
                        "a/b?c",
                        "X-Forwarded-Proto",
                        "javascript",
                        "X-Forwarded-Prefix",
                        "//evil.example"))
                .isEqualTo(here());
        assertThat(origin(
                        ForwardedHeaders.FORWARDED, "127.0.0.1", "Forwarded", "for=_hidden;proto=\"x\\\";y\";host=\""))
                .isEqualTo(here());
        assertThat(origin(ForwardedHeaders.FORWARDED, "127.0.0.1", "Forwarded", ";;,,=,for"))
                .isEqualTo(here());
    }
}
