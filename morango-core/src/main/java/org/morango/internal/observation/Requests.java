package org.morango.internal.observation;

import java.util.Set;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.session.Side;

/** Requests as observers see them: whatever a peer requests, there are only a few different methods and resources. */
public final class Requests {
    private static final String OTHER = "other";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private Requests() {}

    /**
     * Returns a request that this side begins to send. Its method and resource are among the few that the library uses.
     *
     * @param path the part after the API's base address
     */
    public static Activity.Request sent(String peer, String method, String path) {
        return of(Side.CLIENT, peer, method, path.split("/", 2)[0], path);
    }

    /**
     * Returns a request that this side begins to answer.
     *
     * @param path the part after the API's base address
     * @param resources the names of all resources that there are
     */
    public static Activity.Request received(String peer, String method, String path, Set<String> resources) {
        return of(Side.SERVER, peer, known(METHODS, method), known(resources, path.split("/", 2)[0]), path);
    }

    private static Activity.Request of(Side side, String peer, String method, String resource, String path) {
        String[] parts = path.split("/", 3);
        String id = parts.length > 1 && Ids.isId(parts[1]) ? parts[1] : null;
        return new Activity.Request(side, peer, method, resource, id, 0);
    }

    private static String known(Set<String> all, String name) {
        return all.contains(name) ? name : OTHER;
    }
}
