package org.morango.internal.binding;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.session.SessionKey;

/**
 * The proof that a request of a bound session comes from the peer that opened it. It can be checked before any of the
 * body is read.
 *
 * @param number unique in the session: the next one for a request that changes something, a random one for others
 * @param bodyDigest the SHA-256 of the body as it crosses the wire, in hexadecimal
 * @param code the HMAC over the request, in one line of Base64
 */
public record RequestProof(String sessionId, long number, String bodyDigest, String code) {
    public static final String HEADER = "X-Morango-Proof";

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{32}) ([1-9][0-9]{0,18}) ([0-9a-f]{64}) ([A-Za-z0-9+/]{43}=)");

    /**
     * The proven parts of a request.
     *
     * @param path the part after the API's address, without the query
     * @param query the query's parameters, decoded: their order and their escapes do not matter
     * @param contentType the header's value; null if there is none
     */
    public record Subject(
            String method,
            String path,
            Map<String, String> query,
            @Nullable String contentType) {}

    /** Makes the proof for a request. */
    public static RequestProof of(SessionKey key, String sessionId, long number, Subject subject, byte[] body) {
        String digest = SignedText.digest(body);
        return new RequestProof(sessionId, number, digest, code(key, sessionId, number, subject, digest));
    }

    /** Reads a header; empty if it is not of this form. */
    public static Optional<RequestProof> parse(String header) {
        Matcher parts = FORM.matcher(header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RequestProof(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3), parts.group(4)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the header's value. */
    public String header() {
        return sessionId + " " + number + " " + bodyDigest + " " + code;
    }

    /** Returns whether it is the proof of that request; the body has to be compared with its digest later. */
    public boolean proves(SessionKey key, Subject subject) {
        return same(code, code(key, sessionId, number, subject, bodyDigest));
    }

    /** Returns the proof that an answer is the server's, and answers this request; in one line of Base64. */
    public String ofAnswer(SessionKey key, int status, @Nullable String contentType, byte[] body) {
        return encode(key.authenticate(SignedText.of(
                "morango-answer",
                sessionId,
                code,
                Integer.toString(status),
                mediaType(contentType),
                SignedText.digest(body))));
    }

    /** Compares two texts in a time that does not depend on where they differ. */
    public static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String code(SessionKey key, String sessionId, long number, Subject subject, String digest) {
        String parameters = new TreeMap<>(subject.query)
                .entrySet().stream()
                        .map(e -> escaped(e.getKey()) + "=" + escaped(e.getValue()))
                        .collect(Collectors.joining("&"));
        return encode(key.authenticate(SignedText.of(
                "morango-request",
                sessionId,
                Long.toString(number),
                subject.method,
                subject.path,
                parameters,
                mediaType(subject.contentType),
                digest)));
    }

    /** Returns the type without parameters, which some servers add. */
    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private static String encode(byte[] code) {
        return Base64.getEncoder().encodeToString(code);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
