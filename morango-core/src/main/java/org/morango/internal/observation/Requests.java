package org.morango.internal.observation;

import java.util.Set;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.session.Side;

/** Requests as observers see them: whatever a peer requests, there are only a few different methods and resources. */
public final class Requests {
    private static final String OTHER = "other";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> RESOURCES = Set.of(
            "morangoinfo",
            "nonces",
            "proofs",
            "certificates",
            "renewals",
            "publickey",
            "certificatechain",
            "syncsessions",
            "revocations",
            "transfersessions",
            "contents",
            "buffers");

    private Requests() {}

    /**
     * Returns a request that begins.
     *
     * @param path the part after the API's base address
     */
    public static Activity.Request of(Side side, String peer, String method, String path) {
        String[] parts = path.split("/", 3);
        return new Activity.Request(
                side,
                peer,
                known(METHODS, method),
                known(RESOURCES, parts[0]),
                parts.length > 1 && Ids.isId(parts[1]) ? parts[1] : null,
                0);
    }

    private static String known(Set<String> all, String name) {
        return all.contains(name) ? name : OTHER;
    }
}
