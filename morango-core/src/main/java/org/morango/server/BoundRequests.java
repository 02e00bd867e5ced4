package org.morango.server;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.internal.binding.RequestProof;
import org.morango.replica.Replica;
import org.morango.session.SessionBinding;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/** Accepts requests of bound sessions by their proof, before their body is read, and runs each of them once. */
final class BoundRequests {
    private static final int MOST_RECORDED = 2_000;
    private static final int MOST_BYTES = 8 * 1024;

    private final Replica replica;
    private final PeerSettings settings;
    private final Map<Key, Recorded> recorded = new Recent<>(MOST_RECORDED);

    BoundRequests(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    private record Key(String sessionId, long number) {}

    /** The answer to a request, or the future answer. */
    private record Recorded(String code, CompletableFuture<MorangoResponse> answer) {}

    /**
     * Verifies a request; empty if it has no proof.
     *
     * @throws Refusal if the proof does not fit, or the session is not open
     */
    Optional<BoundRequest> verified(MorangoRequest request) {
        String header = request.header(RequestProof.HEADER);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        RequestProof proof = RequestProof.parse(header).orElseThrow(BoundRequests::refused);
        SyncSession session = replica.sessions()
                .syncSession(proof.sessionId())
                .filter(s -> s.isServer() && s.active())
                .orElseThrow(Refusal::notFound);
        SessionBinding binding = session.binding();
        RequestProof.Subject subject = new RequestProof.Subject(
                request.method(),
                request.path(),
                request.query(),
                request.headers().apply("Content-Type"));
        if (binding == null || !proof.proves(binding.key(), subject)) {
            throw refused();
        }
        return Optional.of(new BoundRequest(session, binding, proof, request));
    }

    static Refusal refused() {
        return Refusal.detail(403, "The request does not prove that it belongs to this session.");
    }

    /**
     * Answers a request. A request that was answered before, and may have changed something, gets the same answer
     * again.
     *
     * @param isRepeatable whether the request may be answered any number of times
     */
    MorangoResponse answer(
            BoundRequest request, boolean isRepeatable, Function<MorangoRequest, MorangoResponse> handler) {
        if (isRepeatable) {
            return request.proven(handler.apply(request.request()));
        }
        Key key = new Key(request.sessionId(), request.proof().number());
        Recorded own = new Recorded(request.proof().code(), new CompletableFuture<>());
        Recorded earlier = earlier(key, own);
        if (earlier != null) {
            return repeated(request, earlier);
        }
        MorangoResponse answer = null;
        try {
            answer = replica.sessions().useRequestNumber(key.sessionId, key.number)
                    ? request.proven(handler.apply(request.request()))
                    : forgotten(request);
            return answer;
        } finally {
            own.answer.complete(answer);
            if (answer == null || answer.stream() != null || answer.body().length > MOST_BYTES) {
                forget(key, own);
            }
        }
    }

    private synchronized @Nullable Recorded earlier(Key key, Recorded own) {
        return recorded.putIfAbsent(key, own);
    }

    private synchronized void forget(Key key, Recorded own) {
        recorded.remove(key, own);
    }

    private MorangoResponse repeated(BoundRequest request, Recorded earlier) {
        if (!RequestProof.same(earlier.code, request.proof().code())) {
            return forgotten(request);
        }
        try {
            MorangoResponse answer =
                    earlier.answer.get(settings.server().asyncAfter().toMillis(), TimeUnit.MILLISECONDS);
            return answer == null ? forgotten(request) : answer;
        } catch (TimeoutException e) {
            return request.proven(MorangoResponse.refusal(503, "This request is still being answered.")
                    .with("Retry-After", "1"));
        } catch (ExecutionException e) {
            return forgotten(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return forgotten(request);
        }
    }

    /** Tells the client to send the request again under another number. */
    private static MorangoResponse forgotten(BoundRequest request) {
        return request.proven(MorangoResponse.refusal(
                410, "The number of this request was used before, and its answer is no longer known."));
    }
}
