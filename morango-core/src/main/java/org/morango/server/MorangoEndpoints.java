package org.morango.server;

import java.util.Optional;
import java.util.Set;
import org.morango.common.MorangoException;
import org.morango.internal.observation.Observed;
import org.morango.internal.observation.Requests;
import org.morango.internal.protocol.Json;
import org.morango.internal.text.LogText;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.observation.Activity;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.replica.UnavailableException;
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
    private final Routes routes;
    private final Set<String> resources;
    private final StageRunner stages;
    private final CallerLimits limits;
    private final BrowserGuard browsers;
    private final BodyMemory memory;
    private final BoundRequests bound;
    private final Hints hints;

    /** Makes the endpoints of a peer. Close them to stop the background work. */
    public MorangoEndpoints(Replica replica, PeerSettings settings) {
        this.settings = settings;
        TransferController controller = new TransferController(replica, settings);
        this.stages = new StageRunner(replica, controller, settings);
        this.memory = new BodyMemory(settings);
        this.browsers = new BrowserGuard(settings);
        this.limits = new CallerLimits(settings);
        this.bound = new BoundRequests(replica, settings);
        this.hints = new Hints(replica, settings);
        this.routes = new Routes(replica, settings, controller, stages, hints, limits);
        this.resources = routes.resources();
        stages.start();
    }

    /** Returns the ids of the certificates of the clients that listen for hints now. */
    public Set<String> listening() {
        return hints.listening();
    }

    /**
     * Ends the answers that go on, so that a server can end as soon as its other requests are answered. Requests are
     * still handled, except those for further such answers. Calling it again has no effect.
     */
    public void endStreams() {
        hints.close();
    }

    /** Stops the background work. Do not handle requests afterwards. */
    @Override
    public void close() {
        hints.close();
        stages.close();
    }

    /** Answers a request; never throws. */
    public MorangoResponse handle(MorangoRequest request) {
        Activity.Request begun =
                Requests.received(request.remoteAddress(), request.method(), request.path(), resources);
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
            return proven.isEmpty()
                    ? run(counted)
                    : bound.answer(proven.get(), Routes.isRepeatable(counted), this::run);
        } catch (RuntimeException | VirtualMachineError e) {
            return refused(request, e);
        }
    }

    private MorangoResponse run(MorangoRequest request) {
        try {
            return route(request).packedFor(request);
        } catch (RuntimeException | VirtualMachineError e) {
            return refused(request, e);
        }
    }

    private MorangoResponse refused(MorangoRequest request, Throwable error) {
        if (error instanceof Refusal e) {
            MorangoResponse response =
                    MorangoResponse.json(e.status(), e.body()).packedFor(request);
            return e.retryAfter() == 0 ? response : response.with(RETRY_AFTER, Integer.toString(e.retryAfter()));
        }
        if (error instanceof VirtualMachineError e) {
            // The data of this request is garbage by now, and other requests continue.
            return outOfMemory(request, e);
        }
        if (error instanceof UnavailableException e) {
            LOG.warn("{} has to be repeated later: {}", named(request), LogText.line(String.valueOf(e.getMessage())));
            String detail = "The server's database " + e.reason().text() + " for now.";
            return MorangoResponse.refusal(503, detail).with(RETRY_AFTER, Integer.toString(UNAVAILABLE_SECONDS));
        }
        if (error instanceof MorangoException && !(error instanceof ReplicaException)) {
            LOG.info("Refused {}: {}", named(request), error.getMessage());
            return MorangoResponse.json(400, Json.array().add(String.valueOf(error.getMessage())))
                    .packedFor(request);
        }
        return unexpected(request, error);
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
    private MorangoResponse unexpected(MorangoRequest request, Throwable e) {
        String reference = Ids.random(settings.random()).substring(0, REFERENCE_LENGTH);
        LOG.error("{} failed (reference {})", named(request), reference, LogText.plain(e));
        return MorangoResponse.refusal(
                500, "The server failed to handle this request; its log says why, under reference " + reference + ".");
    }

    private MorangoResponse route(MorangoRequest request) {
        Routes.Target target = routes.of(request);
        Routes.Route route = target.route();
        if (route.opening()) {
            limits.opening(request);
        }
        RequestBody.limit(request, route.body().of(request, settings));
        return route.endpoint().handle(request, target.id());
    }
}
