package org.morango.certificate;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON from untrusted peers. Repeated member names are refused: peers could differ in which one counts, and so in
 * what a signature covers.
 */
final class StrictJson {
    static final int MAX_TEXT = 100_000;
    /** Most tokens. A chain of a hundred certificates has a tenth of that. */
    private static final long MAX_TOKENS = 20_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxStringLength(MAX_TEXT)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** Returns the only value in the text. */
    static JsonNode parse(String text, String what) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw malformed(what + " is not valid JSON");
        }
    }

    /** Returns the only object in the text. */
    static JsonNode parseObject(String text, String what) {
        return requireObject(parse(text, what), what);
    }

    static JsonNode requireObject(JsonNode node, String what) {
        if (!node.isObject()) {
            throw malformed(what + " is not a JSON object");
        }
        return node;
    }

    /** Returns the member of that name, which must be a string. */
    static String text(JsonNode object, String name) {
        String text = optionalText(object, name);
        if (text == null) {
            throw malformed("member '" + name + "' is missing");
        }
        return text;
    }

    /** Returns the member of that name, which must be a string, null or missing. */
    static @Nullable String optionalText(JsonNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            throw malformed("member '" + name + "' is not a string");
        }
        if (node.stringValue().length() > MAX_TEXT) {
            throw malformed("member '" + name + "' is longer than " + MAX_TEXT + " characters");
        }
        return node.stringValue();
    }

    /** Returns the member of that name, which must be a string or null and present. */
    static @Nullable String nullableText(JsonNode object, String name) {
        if (!object.has(name)) {
            throw malformed("member '" + name + "' is missing");
        }
        return optionalText(object, name);
    }

    /** Returns the member of that name, which must be an integer from 0. */
    static int integer(JsonNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw malformed("member '" + name + "' is not an integer from 0 to " + Integer.MAX_VALUE);
        }
        return node.intValue();
    }

    /** Reads an ISO 8601 time with a precision of one second. */
    static Instant time(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException e) {
            throw malformed("a time in it is malformed");
        }
    }

    static CertificateException malformed(String reason) {
        return new CertificateException(Reason.MALFORMED, "A certificate cannot be read: " + reason);
    }
}
