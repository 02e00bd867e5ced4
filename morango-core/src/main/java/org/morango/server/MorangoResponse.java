package org.morango.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;

/**
 * An answer of the protocol's endpoints.
 *
 * @param status the HTTP status
 * @param headers all headers to send, besides those that the transport sets itself
 * @param body empty if there is none
 */
public record MorangoResponse(int status, Map<String, String> headers, byte[] body) {

    /** Returns the answer of a transport to a request that is not meant for the endpoints at all. */
    public static MorangoResponse refusal(int status, String detail) {
        return new MorangoResponse(
                status,
                Map.of("Content-Type", Protocol.JSON_TYPE),
                Json.renderBytes(Json.object().put("detail", detail)));
    }

    /** Returns this answer with another header. */
    MorangoResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new MorangoResponse(status, more, body);
    }
}
