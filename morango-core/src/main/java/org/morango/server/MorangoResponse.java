package org.morango.server;

import org.jspecify.annotations.Nullable;

/**
 * An answer of the protocol's endpoints.
 *
 * @param status the HTTP status
 * @param contentType null if there is no body
 * @param encoding the content encoding of the body; null if it is as is
 * @param body empty if there is none
 */
public record MorangoResponse(
        int status, @Nullable String contentType, @Nullable String encoding, byte[] body) {}
