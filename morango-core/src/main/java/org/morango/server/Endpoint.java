package org.morango.server;

import org.jspecify.annotations.Nullable;

/** One resource of the protocol. */
interface Endpoint {

    /**
     * Handles a request. {@link Routes} says which requests arrive here, and how long their bodies may be.
     *
     * @param id the part of the path after the resource's name; null if there is none
     */
    MorangoResponse handle(MorangoRequest request, @Nullable String id);
}
