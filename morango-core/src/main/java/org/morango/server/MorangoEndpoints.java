package org.morango.server;

import java.util.Map;
import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.internal.observation.Observed;
import org.morango.internal.observation.Requests;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.text.LogText;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.replica.UnavailableException;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol's endpoints, independent of any transport: give each request under {@code api/morango/v1/} to {@link
 * #handle}. See docs/protocol.md, "HTTP". Thread-safe. Errors become answers, and no internals of this side reach a
 * peer.
 */
public final class MorangoEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MorangoEndpoints.class);
    private static final String RETRY_AFTER = "Retry-After";
    private static final int UNAVAILABLE_SECONDS = 5;
    private static final int REFERENCE_LENGTH = 8;

    private final PeerSettings settings;
    private final Map<String, Endpoint> endpoints;
    private final StageRunner stages;
    private final CallerLimits limits;
    private final BrowserGuard browsers;
    private final BodyMemory memory;
    private final BoundRequests bound;

    /** Makes the endpoints of a peer. Close them to stop the background work. */
    public MorangoEndpoints(Replica replica, PeerSettings settings) {
        this.settings = settings;
        TransferController controller = new TransferController(replica, settings);
        this.stages = new StageRunner(replica, controller, settings);
        TransferAccess access = new TransferAccess(replica);
        SessionProof proof = new SessionProof(replica.certificates(), settings);
        this.memory = new BodyMemory(settings);
        this.browsers = new BrowserGuard(settings);
        this.limits = new CallerLimits(settings);
        this.bound = new BoundRequests(replica, settings);
        this.endpoints = Map.<String, Endpoint>ofEntries(
                Map.entry("morangoinfo", new InfoEndpoint(replica, settings)),
                Map.entry("nonces", new NonceEndpoint(replica, settings, limits)),
                Map.entry("proofs", new ProofEndpoint(replica, settings, limits)),
                Map.entry("certificates", new CertificateEndpoint(replica, settings)),
                Map.entry("renewals", new RenewalEndpoint(replica, settings)),
                Map.entry("publickey", new PublicKeyEndpoint(replica, settings)),
                Map.entry("certificatechain", new PushedChainEndpoint(replica, settings)),
                Map.entry("syncsessions", new SyncSessionEndpoint(replica, settings, controller, stages, proof)),
                Map.entry("revocations", new RevocationEndpoint(replica, settings, proof)),
                Map.entry(
                        "transfersessions",
                        new TransferSessionEndpoint(replica, settings, controller, stages, access, proof)),
                Map.entry("contents", new ContentsEndpoint(replica, settings, controller, access, proof)),
                Map.entry("buffers", new BufferEndpoint(settings, controller, access, proof)));
        stages.start();
    }

    /** Stops the background work. Do not handle requests afterwards. */
    @Override
    public void close() {
        stages.close();
    }

    /** Answers a request; never throws. */
    public MorangoResponse handle(MorangoRequest request) {
        Activity.Request begun = Requests.of(Side.SERVER, request.remoteAddress(), request.method(), request.path());
        return Observed.watch(settings, begun, observed -> {
            MorangoResponse response = answer(request);
            observed.now(begun.answered(response.status()));
            return response;
        });
    }

    private MorangoResponse answer(MorangoRequest request) {
        try (BodyMemory.Share share = memory.share()) {
            limits.request(request);
            browsers.check(request);
            MorangoRequest counted = share.of(request);
            Optional<BoundRequest> proven = bound.verified(counted);
            return proven.isEmpty() ? run(counted) : bound.answer(proven.get(), this::run);
        } catch (RuntimeException | VirtualMachineError e) {
            return refused(request, e);
        }
    }

    private MorangoResponse run(MorangoRequest request) {
        try {
            return respond(request, route(request));
        } catch (RuntimeException | VirtualMachineError e) {
            return refused(request, e);
        }
    }

    private MorangoResponse refused(MorangoRequest request, Throwable error) {
        if (error instanceof Refusal e) {
            MorangoResponse response = respond(request, Answer.json(e.status(), e.body()));
            return e.retryAfter() == 0 ? response : response.with(RETRY_AFTER, Integer.toString(e.retryAfter()));
        }
        if (error instanceof VirtualMachineError e) {
            // The data of this request is garbage by now, and other requests continue.
            return outOfMemory(request, e);
        }
        if (error instanceof UnavailableException e) {
            LOG.warn("{} has to be repeated later: {}", named(request), LogText.line(String.valueOf(e.getMessage())));
            String detail = "The server's database " + e.reason().text() + " for now.";
            return respond(request, Answer.json(503, Json.object().put("detail", detail)))
                    .with(RETRY_AFTER, Integer.toString(UNAVAILABLE_SECONDS));
        }
        if (error instanceof MorangoException && !(error instanceof ReplicaException)) {
            LOG.info("Refused {}: {}", named(request), error.getMessage());
            return respond(request, Answer.json(400, Json.array().add(String.valueOf(error.getMessage()))));
        }
        return respond(request, unexpected(request, error));
    }

    private static String named(MorangoRequest request) {
        return LogText.plain(request.method() + " " + request.path()) + " of " + LogText.plain(request.remoteAddress());
    }

    private static MorangoResponse outOfMemory(MorangoRequest request, VirtualMachineError e) {
        LOG.error("{} took too much", named(request), e);
        return MorangoResponse.refusal(503, "The server is short of memory for now.")
                .with(RETRY_AFTER, Integer.toString(UNAVAILABLE_SECONDS));
    }

    /** Returns the answer to an unexpected error. It contains only a reference that the operator finds in the log. */
    private Answer unexpected(MorangoRequest request, Throwable e) {
        String reference = Ids.random(settings.random()).substring(0, REFERENCE_LENGTH);
        LOG.error("{} failed (reference {})", named(request), reference, LogText.plain(e));
        return Answer.json(
                500,
                Json.object()
                        .put(
                                "detail",
                                "The server failed to handle this request; its log says why, under reference "
                                        + reference + "."));
    }

    private Answer route(MorangoRequest request) {
        String path = request.path();
        // Clients should end it with a slash; a path without it means the same.
        String[] parts = (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
        boolean item = parts.length == 2 && !parts[1].isEmpty();
        Endpoint endpoint = endpoints.get(parts[0]);
        if (endpoint == null || !(parts.length == 1 || item)) {
            throw Refusal.notFound();
        }
        return endpoint.handle(request, item ? parts[1] : null);
    }

    private static MorangoResponse respond(MorangoRequest request, Answer answer) {
        if (answer.body().length == 0) {
            return new MorangoResponse(answer.status(), Map.of(), answer.body());
        }
        Answer sent = answer.packedFor(request);
        // Intermediaries do not decompress a body that is not marked as compressed for the transport.
        boolean opaque = sent.gzipped() && BoundRequest.is(request);
        MorangoResponse response = new MorangoResponse(
                sent.status(), Map.of("Content-Type", opaque ? Protocol.GZIP_TYPE : Protocol.JSON_TYPE), sent.body());
        return sent.gzipped() && !opaque ? response.with("Content-Encoding", "gzip") : response;
    }
}
