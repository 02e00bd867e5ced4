package org.morango.server;

import org.morango.settings.PeerSettings;

/** The most bytes that the body of a request may have, uncompressed. */
enum BodyLimit {
    /** The body is not read. */
    NONE,
    /** The body may come from any caller. Real certificate chains are far smaller. */
    STRANGER,
    /** The body names its session inside. Without a proof, any caller may have sent it. */
    SESSION,
    /** The body is for a transfer whose id is known before the body is read, or with its first record. */
    TRANSFER;

    private static final long MAX_OF_STRANGERS = 1024L * 1024;

    long of(MorangoRequest request, PeerSettings settings) {
        long most = settings.limits().maxBodyBytes();
        boolean known = switch (this) {
            case NONE, STRANGER -> false;
            case SESSION -> BoundRequest.is(request);
            case TRANSFER -> BoundRequest.is(request) || settings.trust().allowPlainMorango();
        };
        return this == NONE ? 0 : known ? most : Math.min(most, MAX_OF_STRANGERS);
    }
}
