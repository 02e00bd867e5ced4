package org.morango.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Gzip;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import tools.jackson.databind.JsonNode;

/**
 * A response of the protocol's endpoints.
 *
 * @param status the HTTP status
 * @param headers all headers to send, besides those that the transport sets itself
 * @param body empty if there is none
 * @param stream what follows the head of a response that goes on; null if the body is all there is
 */
public record MorangoResponse(
        int status,
        Map<String, String> headers,
        byte[] body,
        @Nullable ResponseStream stream) {
    private static final String TYPE = "Content-Type";
    private static final String ENCODING = "Content-Encoding";
    private static final int WORTH_PACKING = 1_000;

    /** Returns the response of a transport to a request that is not meant for the endpoints at all. */
    public static MorangoResponse refusal(int status, String detail) {
        return json(status, Json.object().put("detail", detail));
    }

    static MorangoResponse json(int status, JsonNode node) {
        return json(status, Json.renderBytes(node));
    }

    static MorangoResponse json(int status, byte[] body) {
        return new MorangoResponse(status, Map.of(TYPE, Protocol.JSON_TYPE), body, null);
    }

    static MorangoResponse empty(int status) {
        return new MorangoResponse(status, Map.of(), new byte[0], null);
    }

    /** Returns a response that goes on. */
    static MorangoResponse stream(Map<String, String> headers, ResponseStream stream) {
        return new MorangoResponse(200, headers, new byte[0], stream);
    }

    /** Returns this response with another header. */
    MorangoResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new MorangoResponse(status, more, body, stream);
    }

    /** Returns this response as it crosses the wire: compressed, if that is worth it and the caller can read it. */
    MorangoResponse packedFor(MorangoRequest request) {
        boolean proven = BoundRequest.is(request);
        boolean accepted = proven
                || request.header("Accept-Encoding").toLowerCase(Locale.ROOT).contains("gzip");
        if (isPacked() || !accepted || body.length < WORTH_PACKING) {
            return this;
        }
        MorangoResponse packed = new MorangoResponse(status, headers, gzip(body), null);
        // Intermediaries do not decompress a body that is not marked as compressed for the transport.
        return proven ? packed.with(TYPE, Protocol.GZIP_TYPE) : packed.with(ENCODING, "gzip");
    }

    private boolean isPacked() {
        return headers.containsKey(ENCODING) || Protocol.GZIP_TYPE.equals(headers.get(TYPE));
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 4);
        try (Gzip gzip = Gzip.small(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
