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
}
