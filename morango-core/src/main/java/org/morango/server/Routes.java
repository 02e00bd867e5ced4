package org.morango.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/**
 * The table of everything that a peer can request. The endpoints, the limits of bodies and rates, and the observation
 * of requests all follow it: a new endpoint is a class and a line here. See docs/protocol.md, "HTTP".
 */
final class Routes {
    private static final String SYNC_SESSIONS = "syncsessions";

    private final Map<Path, Route> routes = new HashMap<>();

    /** A resource as a whole, or one item of it: {@code nonces/} or {@code syncsessions/ID/}. */
    private record Path(String resource, boolean item) {}

    /**
     * A line of the table.
     *
     * @param methods the methods that the endpoint handles; it never receives another
     * @param opening whether a request counts as the opening of a session, of which a network may make fewer
     */
    record Route(Set<String> methods, BodyLimit body, boolean opening, Endpoint endpoint) {}

    /**
     * A request's way to its endpoint.
     *
     * @param id the part of the path after the resource's name; null if there is none
     */
    record Target(Route route, @Nullable String id) {}

    Routes(
            Replica replica,
            PeerSettings settings,
            TransferController controller,
            StageRunner stages,
            Hints hints,
            CallerLimits limits) {
        TransferAccess access = new TransferAccess(replica);
        SessionProof proof = new SessionProof(replica.certificates(), settings);
        Endpoint certificates = new CertificateEndpoint(replica, settings);
        Endpoint sessions = new SyncSessionEndpoint(replica, settings, controller, stages, proof, hints);
        SessionScopes scopes = new SessionScopes(replica, settings);
        Endpoint transfers =
                new TransferSessionEndpoint(replica, settings, controller, stages, access, scopes, proof, hints);

        one("morangoinfo", "GET", BodyLimit.NONE, new InfoEndpoint(replica, settings));
        opening("nonces", "POST", BodyLimit.NONE, new NonceEndpoint(replica, settings));
        opening("proofs", "POST", BodyLimit.STRANGER, new ProofEndpoint(replica, settings));
        all("certificates", "GET POST", BodyLimit.STRANGER, certificates);
        one("certificates", "GET", BodyLimit.NONE, certificates);
        all("renewals", "POST", BodyLimit.STRANGER, new RenewalEndpoint(replica, settings));
        all("invitations", "POST", BodyLimit.STRANGER, new InvitationEndpoint(replica, settings, limits));
        all("publickey", "GET", BodyLimit.NONE, new PublicKeyEndpoint(replica, settings));
        all("certificatechain", "POST", BodyLimit.STRANGER, new PushedChainEndpoint(replica, settings));
        all(SYNC_SESSIONS, "POST", BodyLimit.STRANGER, sessions);
        one(SYNC_SESSIONS, "GET DELETE", BodyLimit.NONE, sessions);
        all("revocations", "POST", BodyLimit.SESSION, new RevocationEndpoint(replica, settings, proof));
        all("transfersessions", "POST", BodyLimit.SESSION, transfers);
        one("transfersessions", "GET PUT PATCH DELETE", BodyLimit.TRANSFER, transfers);
        all(Protocol.AGREEMENTS, "POST", BodyLimit.SESSION, new AgreementsEndpoint(replica, settings, scopes, proof));
        all(Protocol.HINTS, "POST", BodyLimit.SESSION, new HintsEndpoint(replica, settings, scopes, proof, hints));
        all("contents", "POST", BodyLimit.SESSION, new ContentsEndpoint(replica, controller, access, proof));
        all("buffers", "GET POST", BodyLimit.TRANSFER, new BufferEndpoint(settings, controller, access, proof));
    }

    private void all(String resource, String methods, BodyLimit body, Endpoint endpoint) {
        put(new Path(resource, false), methods, body, false, endpoint);
    }

    private void one(String resource, String methods, BodyLimit body, Endpoint endpoint) {
        put(new Path(resource, true), methods, body, false, endpoint);
    }

    private void opening(String resource, String methods, BodyLimit body, Endpoint endpoint) {
        put(new Path(resource, false), methods, body, true, endpoint);
    }

    private void put(Path path, String methods, BodyLimit body, boolean opening, Endpoint endpoint) {
        routes.put(path, new Route(Set.of(methods.split(" ")), body, opening, endpoint));
    }

    /** Returns the names of all resources, for observers. */
    Set<String> resources() {
        return routes.keySet().stream().map(Path::resource).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns whether a request may be answered any number of times. It changes nothing, or it closes its session, which
     * is closed after the first time.
     */
    static boolean isRepeatable(MorangoRequest request) {
        String[] parts = parts(request);
        return request.method().equals("GET")
                || List.of(parts).equals(List.of(Protocol.AGREEMENTS))
                || (request.method().equals("DELETE") && parts[0].equals(SYNC_SESSIONS));
    }

    /** Returns the parts of a request's path. It should end with a slash; without it, it means the same. */
    private static String[] parts(MorangoRequest request) {
        String path = request.path();
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }

    /**
     * Returns where a request goes.
     *
     * @throws Refusal if there is nothing at its path, or its method is not allowed there
     */
    Target of(MorangoRequest request) {
        String[] parts = parts(request);
        boolean item = parts.length == 2 && !parts[1].isEmpty();
        Route route = parts.length == 1 || item ? routes.get(new Path(parts[0], item)) : null;
        if (route == null) {
            throw Refusal.notFound();
        }
        if (!route.methods().contains(request.method())) {
            throw Refusal.methodNotAllowed(request.method());
        }
        return new Target(route, item ? parts[1] : null);
    }
}
