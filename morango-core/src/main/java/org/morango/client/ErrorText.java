package org.morango.client;

import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import tools.jackson.databind.JsonNode;

/** Turns the body of a server's error into one short line of plain text. */
final class ErrorText {
    private static final int MAX_LENGTH = 1_000;

    private ErrorText() {}

    /** Returns the server's reason; empty if it gave none that can be shown. */
    static String of(ClientResponse answer) {
        try {
            return oneLine(reason(answer.json()));
        } catch (MorangoException e) {
            // A web page, or something broken: not worth showing.
            return "";
        }
    }

    private static String reason(JsonNode body) {
        if (body.isString()) {
            return body.stringValue();
        }
        if (body.isArray() && !body.isEmpty()) {
            return reason(body.get(0));
        }
        if (!body.isObject() || body.isEmpty()) {
            return "";
        }
        Optional<String> detail = Json.text(body, "detail");
        if (detail.isPresent()) {
            return detail.get();
        }
        Optional<String> error = Json.text(body, "error_class");
        if (error.isPresent()) {
            String message = Json.text(body, "error_message").orElse("");
            return message.isEmpty() ? error.get() : error.get() + ": " + message;
        }
        String field = body.propertyNames().iterator().next();
        return field + ": " + reason(body.get(field));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("<[^>]*>", " ")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .trim();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
