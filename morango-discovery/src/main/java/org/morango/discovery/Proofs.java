package org.morango.discovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.morango.Peer;
import org.morango.certificate.Certificate;

/** Asks peers to prove themselves, a few at a time. Used by the searching thread. */
final class Proofs implements AutoCloseable {
    private static final int AT_ONCE = 3;
    private static final Duration MOST = Duration.ofSeconds(15);

    private final Peer peer;
    private final Clock clock;
    private final RateLimit rate;
    private final Work work;
    private final Runnable answered;
    private final Map<KnownPeer, Asked> running = new HashMap<>();

    private record Asked(Future<Certificate> answer, Instant giveUp) {}

    /** Receives the answers. */
    interface Answers {
        void proven(KnownPeer peer, Certificate certificate);

        void failed(KnownPeer peer, String reason);
    }

    /** @param answered called by other threads when there is an answer */
    Proofs(Peer peer, LocalPeersSettings settings, Work work, Runnable answered) {
        this.peer = peer;
        this.clock = peer.settings().clock();
        this.rate = new RateLimit(settings.proofsPerMinute(), clock);
        this.work = work;
        this.answered = answered;
    }

    /** Asks a peer, unless it is being asked or too many are. */
    void ask(KnownPeer known) {
        if (running.containsKey(known) || running.size() >= AT_ONCE || !rate.take()) {
            return;
        }
        Future<Certificate> answer = work.call(() -> {
            try {
                return peer.askForProof(known.url(), known.rootId());
            } finally {
                answered.run();
            }
        });
        running.put(known, new Asked(answer, clock.instant().plus(MOST)));
    }

    /** Passes on the answers that have come, and gives up those that take too long. */
    void collect(Answers answers) {
        Instant now = clock.instant();
        Iterator<Map.Entry<KnownPeer, Asked>> each = running.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<KnownPeer, Asked> entry = each.next();
            Asked asked = entry.getValue();
            if (asked.answer().isDone()) {
                each.remove();
                pass(entry.getKey(), asked.answer(), answers);
            } else if (!asked.giveUp().isAfter(now)) {
                each.remove();
                asked.answer().cancel(true);
                answers.failed(entry.getKey(), entry.getKey().url() + " takes too long to prove anything.");
            }
        }
    }

    private static void pass(KnownPeer known, Future<Certificate> answer, Answers answers) {
        try {
            answers.proven(known, answer.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            answers.failed(
                    known,
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        }
    }

    /** Gives up all that run. */
    @Override
    public void close() {
        running.values().forEach(asked -> asked.answer().cancel(true));
        running.clear();
    }
}
