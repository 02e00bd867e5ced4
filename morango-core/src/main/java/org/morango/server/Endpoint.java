package org.morango.server;

import org.jspecify.annotations.Nullable;

/** One resource of the protocol. */
interface Endpoint {

    /**
     * Handles a request.
     *
     * @param id the part of the path after the resource's name; null if there is none
     */
    Answer handle(MorangoRequest request, @Nullable String id);

    /** Refuses all requests except those with one method to the resource itself. */
    static void require(String method, MorangoRequest request, @Nullable String id) {
        if (id != null) {
            throw Refusal.notFound();
        }
        if (!request.method().equals(method)) {
            throw Refusal.methodNotAllowed(request.method());
        }
    }
}
