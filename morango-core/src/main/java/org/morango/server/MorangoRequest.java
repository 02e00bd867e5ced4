package org.morango.server;

import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request to the protocol's endpoints, independent of any transport. See docs/protocol.md, "HTTP".
 *
 * @param method in upper case
 * @param path the part after {@code api/morango/v1/}, for example {@code nonces/}
 * @param query the query's parameters, decoded; the last of a repeated one
 * @param headers looks up a header by its name, whatever its case
 * @param body the body as it was received, at its start
 * @param remoteAddress the caller's address
 * @param localAddress the address of this side at which it arrived, as a number; empty if that is not known
 * @param endpoint the address of the endpoints as the caller sees it, ending in {@code api/morango/v1/}
 * @param canStream whether the transport can send a response that goes on ({@link MorangoResponse#stream}); if not,
 *     clients get no hints
 */
public record MorangoRequest(
        String method,
        String path,
        Map<String, String> query,
        Function<String, @Nullable String> headers,
        InputStream body,
        String remoteAddress,
        String localAddress,
        String endpoint,
        boolean canStream) {

    /** Returns a header, or an empty text. */
    public String header(String name) {
        String value = headers.apply(name);
        return value == null ? "" : value;
    }

    /** Returns this request with another body. */
    MorangoRequest withBody(InputStream newBody) {
        return new MorangoRequest(
                method, path, query, headers, newBody, remoteAddress, localAddress, endpoint, canStream);
    }
}
