package org.morango.client;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.morango.settings.PeerSettings;
import org.morango.transport.Transport;

/** Finds out from the status of an answer what is wrong, and whether another attempt may help. */
final class HttpErrors {
    private static final Set<Integer> REDIRECTED = Set.of(301, 302, 303, 307, 308);
    /** Statuses after which the request is sent again. 410: its number was used before, so it gets another one. */
    private static final Set<Integer> NOT_NOW = Set.of(408, 410, 429, 502, 503, 504);
    /** Statuses that proxies use for a body or a server that took too long. */
    private static final Set<Integer> TOO_LONG = Set.of(408, 502, 504);

    private static final int TOO_LARGE = 413;
    private static final int MAX_RETRY_AFTER = 120;
    private static final int MAX_LOCATION = 300;

    private final PeerAddress address;
    private final PeerSettings settings;

    HttpErrors(PeerAddress address, PeerSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    /**
     * Checks an answer before it is read.
     *
     * @throws Unanswered if another attempt may help
     * @throws ConnectionException if the server redirects its callers, or speaks TLS
     */
    void check(ClientRequest call, Transport.Response response) throws Unanswered {
        int status = response.status();
        if (NOT_NOW.contains(status)) {
            throw new Unanswered(
                    address + " cannot answer now (status " + status + ")",
                    true,
                    TOO_LONG.contains(status),
                    retryAfter(response.headers()));
        }
        if (REDIRECTED.contains(status)) {
            throw new ConnectionException(
                    address + " redirects " + call + " to " + location(response)
                            + " (status " + status
                            + "). Redirects are not followed, because they could send a password to"
                            + " another host: use the address that it redirects to.",
                    Map.of("url", address.toString()),
                    null);
        }
        if (status == 400 && wantsTls(response.body())) {
            throw new ConnectionException(
                    new Failures(address, settings).speaksTls(), Map.of("url", address.toString()), null);
        }
    }

    /** Returns the exception for an answer that is not a success. */
    RemoteException refused(ClientRequest call, ClientResponse answer) {
        String reason = ErrorText.of(answer);
        String remedy = answer.status() == TOO_LARGE ? " " + tooLarge() : "";
        return new RemoteException(
                address + " refused " + call + " with status " + answer.status()
                        + (reason.isEmpty() ? "." : ": " + reason) + remedy,
                answer.status(),
                Map.of("url", address.toString()));
    }

    /** Names the limits that a large body may meet on its way. */
    static String tooLarge() {
        return "Raise the limit of the server (maxBodyBytes) and of each proxy before it (nginx: client_max_body_size;"
                + " Apache: LimitRequestBody; IIS: maxAllowedContentLength).";
    }

    /** Compares the body with the answers of nginx, Apache and Tomcat. */
    private static boolean wantsTls(byte[] body) {
        String text =
                new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return text.contains("plain http request was sent to https port")
                || text.contains("speaking plain http to an ssl-enabled server port")
                || text.contains("combination of host and port requires tls");
    }

    private static String location(Transport.Response response) {
        String location = response.headers().getOrDefault("location", "").replaceAll("[\\p{Cntrl}\\s]+", " ");
        String shown = location.isBlank() ? "nowhere" : location;
        return shown.length() <= MAX_LOCATION ? shown : shown.substring(0, MAX_LOCATION) + "…";
    }

    /** Returns how long to wait before the next attempt, as the server says; at most two minutes. */
    private Duration retryAfter(Map<String, String> headers) {
        String value = headers.getOrDefault("retry-after", "");
        Duration wait;
        if (value.matches("\\d{1,6}")) {
            wait = Duration.ofSeconds(Long.parseLong(value));
        } else {
            // The server's own clock counts, if the answer has its time.
            Instant now =
                    date(headers.getOrDefault("date", ""), settings.clock().instant());
            wait = Duration.between(now, date(value, now));
        }
        Duration most = Duration.ofSeconds(MAX_RETRY_AFTER);
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(most) > 0 ? most : wait;
    }

    private static Instant date(String text, Instant otherwise) {
        try {
            return ZonedDateTime.parse(text.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
