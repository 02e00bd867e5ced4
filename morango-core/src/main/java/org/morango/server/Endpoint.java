package org.morango.server;

import org.jspecify.annotations.Nullable;

/** One resource of the protocol. */
interface Endpoint {

    /**
     * Handles a request.
     *
     * @param id what follows the resource's name in the path; null if nothing does
     */
    Answer handle(MorangoRequest request, @Nullable String id);

    /** Refuses all requests but those of one method to the resource itself. */
    static void require(String method, MorangoRequest request, @Nullable String id) {
        if (id != null) {
            throw Refusal.notFound();
        }
        if (!request.method().equals(method)) {
            throw Refusal.methodNotAllowed(request.method());
        }
    }
}
