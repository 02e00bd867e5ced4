package org.morango.server;

import java.util.Map;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import org.morango.internal.observation.Observed;
import org.morango.internal.observation.Requests;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.replica.UnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol's endpoints, free of any transport: give each request under {@code api/morango/v1/} to {@link #handle}.
 * Protocol section 4. Safe for use by many threads; errors become answers, and no internals of this side reach a peer.
 */
public final class MorangoEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MorangoEndpoints.class);
    private static final int UNAVAILABLE_SECONDS = 5;
    private static final int REFERENCE_LENGTH = 8;

    private final PeerSettings settings;
    private final Map<String, Endpoint> endpoints;
    private final StageRunner stages;
    private final CallerLimits limits;

    public MorangoEndpoints(Replica replica, PeerSettings settings) {
        this.settings = settings;
        TransferController controller = new TransferController(replica, settings);
        this.stages = new StageRunner(replica, controller, settings);
        TransferAccess access = new TransferAccess(replica);
        SessionProof proof = new SessionProof(settings);
        this.limits = new CallerLimits(settings);
        this.endpoints = Map.of(
                "morangoinfo", new InfoEndpoint(replica, settings),
                "nonces", new NonceEndpoint(replica, settings, limits),
                "certificates", new CertificateEndpoint(replica, settings, limits),
                "publickey", new PublicKeyEndpoint(replica, settings),
                "certificatechain", new PushedChainEndpoint(replica, settings),
                "syncsessions", new SyncSessionEndpoint(replica, settings, controller, stages, proof),
                "revocations", new RevocationEndpoint(replica, settings, proof),
                "transfersessions", new TransferSessionEndpoint(replica, settings, controller, stages, access, proof),
                "buffers", new BufferEndpoint(settings, controller, access, proof));
        stages.start();
    }

    /** Stops what runs in the background; requests are to be answered no more. */
    @Override
    public void close() {
        stages.close();
    }

    /** Answers a request; never throws. */
    public MorangoResponse handle(MorangoRequest request) {
        Activity.Request begun = Requests.of(true, request.remoteAddress(), request.method(), request.path());
        return Observed.watch(settings, begun, observed -> {
            MorangoResponse response = answer(request);
            observed.now(begun.answered(response.status()));
            return response;
        });
    }

    private MorangoResponse answer(MorangoRequest request) {
        Answer answer;
        int retryAfter = 0;
        try {
            limits.request(request);
            answer = route(request);
        } catch (Refusal e) {
            answer = Answer.json(e.status(), e.body());
            retryAfter = e.retryAfter();
        } catch (UnavailableException e) {
            LOG.warn(
                    "{} {} of {} has to be asked again later: {}",
                    request.method(),
                    request.path(),
                    request.remoteAddress(),
                    e.getMessage());
            answer = Answer.json(
                    503,
                    Json.object()
                            .put("detail", "The server's database " + e.reason().text() + " for now."));
            retryAfter = UNAVAILABLE_SECONDS;
        } catch (ReplicaException e) {
            answer = unexpected(request, e);
        } catch (MorangoException e) {
            LOG.info(
                    "Refused {} {} of {}: {}",
                    request.method(),
                    request.path(),
                    request.remoteAddress(),
                    e.getMessage());
            answer = Answer.json(400, Json.array().add(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            answer = unexpected(request, e);
        }
        return respond(request, answer, retryAfter);
    }

    /** What a peer hears of an error of this side: nothing but where its operator finds it in the log. */
    private Answer unexpected(MorangoRequest request, RuntimeException e) {
        String reference = Ids.random(settings.random()).substring(0, REFERENCE_LENGTH);
        LOG.error(
                "{} {} of {} failed (reference {})",
                request.method(),
                request.path(),
                request.remoteAddress(),
                reference,
                e);
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
        // Clients ought to end it with a slash; one that does not means the same.
        String[] parts = (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
        boolean item = parts.length == 2 && !parts[1].isEmpty();
        Endpoint endpoint = endpoints.get(parts[0]);
        if (endpoint == null || !(parts.length == 1 || item)) {
            throw Refusal.notFound();
        }
        return endpoint.handle(SessionProof.digesting(request), item ? parts[1] : null);
    }

    private static MorangoResponse respond(MorangoRequest request, Answer answer, int retryAfter) {
        byte[] body = answer.body();
        if (body.length == 0) {
            return new MorangoResponse(answer.status(), null, null, body, retryAfter);
        }
        Answer sent = answer.packedFor(request);
        return new MorangoResponse(
                sent.status(), Protocol.JSON_TYPE, sent.gzipped() ? "gzip" : null, sent.body(), retryAfter);
    }
}
