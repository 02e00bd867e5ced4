package org.morango.server;

import org.morango.certificate.CertificateException;
import org.morango.internal.protocol.Json;
import tools.jackson.databind.JsonNode;

/** Ends the handling of a request with an answer other than success. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode body;
    private final int retryAfter;

    Refusal(int status, JsonNode body) {
        this(status, body, 0);
    }

    private Refusal(int status, JsonNode body, int retryAfter) {
        super(status + " " + body, null, false, false);
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /** Returns the seconds until the caller may try again; 0 if not stated. */
    int retryAfter() {
        return retryAfter;
    }

    /** Refuses a caller that has sent too many requests. */
    static Refusal later(int seconds) {
        return new Refusal(
                429,
                Json.object().put("detail", "Request was throttled. Expected available in " + seconds + " seconds."),
                seconds);
    }

    /** Refuses a caller for which there is no room now. */
    static Refusal busy(String detail, int seconds) {
        return new Refusal(503, Json.object().put("detail", detail), seconds);
    }

    int status() {
        return status;
    }

    JsonNode body() {
        return body;
    }

    /** Refuses with a bare text, like most refusals of sessions. */
    static Refusal text(int status, String text) {
        return new Refusal(status, Json.nullable(text));
    }

    /** Refuses with {@code {"detail": …}}. */
    static Refusal detail(int status, String detail) {
        return new Refusal(status, Json.object().put("detail", detail));
    }

    /** Refuses with {@code {"field": ["…"]}}. */
    static Refusal field(String field, String reason) {
        return new Refusal(400, Json.object().set(field, Json.array().add(reason)));
    }

    /** Refuses with {@code {"error_class": …, "error_message": …}}: what is wrong with a certificate. */
    static Refusal certificate(CertificateException e) {
        return new Refusal(
                400,
                Json.object()
                        .put("error_class", e.reason().wireName())
                        .put("error_message", String.valueOf(e.getMessage())));
    }

    static Refusal notFound() {
        return detail(404, "Not found.");
    }

    static Refusal methodNotAllowed(String method) {
        return detail(405, "Method \"" + method + "\" not allowed.");
    }

    static Refusal notAuthenticated(int status) {
        return detail(status, "Authentication credentials were not provided.");
    }
}
