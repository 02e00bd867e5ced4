package org.morango.server;

import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;

/**
 * An answer of the protocol's endpoints.
 *
 * @param status the HTTP status
 * @param contentType null if there is no body
 * @param encoding the content encoding of the body; null if it is as is
 * @param body empty if there is none
 * @param retryAfter in how many seconds to ask again, for the header {@code Retry-After}; 0 for not said
 */
public record MorangoResponse(
        int status, @Nullable String contentType, @Nullable String encoding, byte[] body, int retryAfter) {

    /** How a transport refuses what is no request to the endpoints at all. */
    public static MorangoResponse refusal(int status, String detail) {
        return new MorangoResponse(
                status, Protocol.JSON_TYPE, null, Json.renderBytes(Json.object().put("detail", detail)), 0);
    }
}
