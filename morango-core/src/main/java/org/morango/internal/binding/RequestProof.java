package org.morango.internal.binding;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.morango.MorangoException;
import org.morango.session.SessionKey;

/** The proof that a request of a bound session comes from the one who opened it. */
public final class RequestProof {
    public static final String HEADER = "X-Morango-Proof";

    private RequestProof() {}

    /**
     * The proof, in one line of Base64.
     *
     * @param path what follows the API's address, without the query
     * @param query the query's parameters, decoded: their order, and how they were escaped, is of no consequence
     * @param bodyDigest the SHA-256 of the body as it crosses the wire
     */
    public static String of(
            SessionKey key,
            String sessionId,
            String method,
            String path,
            Map<String, String> query,
            byte[] bodyDigest) {
        String parameters = new TreeMap<>(query)
                .entrySet().stream()
                        .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                        .collect(Collectors.joining("&"));
        String text = String.join(
                "\n",
                "morango-request",
                sessionId,
                method,
                path,
                parameters,
                HexFormat.of().formatHex(bodyDigest));
        return Base64.getEncoder().encodeToString(key.authenticate(text));
    }

    /** Compares in a time that does not depend on where two proofs differ. */
    public static boolean matches(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** What makes the digest of a body. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new MorangoException("This Java runtime lacks SHA-256, which every Java platform must have", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
