package org.morango.live;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.morango.client.Subscription;
import org.morango.client.SyncProgress;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.session.TransferSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a peer that keeps in sync, as others see it. Written by the syncing thread, read by any. */
final class LiveStatus {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStatus.class);

    /** With fewer records, a transfer is so short that it is not worth telling. */
    private static final long WORTH_TELLING = 1_000;

    private final Clock clock;
    private final List<Consumer<SyncState>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> firstSync = new CompletableFuture<>();
    private final Map<Filter, CompletableFuture<Void>> parts = new HashMap<>();
    private final Set<Filter> synced = new HashSet<>();
    private volatile SyncState state;

    LiveStatus(SyncTarget target, Clock clock) {
        this.clock = clock;
        this.state = SyncState.first(clock.instant());
        target.first().forEach(part -> parts.put(part, new CompletableFuture<>()));
    }

    SyncState state() {
        return state;
    }

    Subscription add(Consumer<SyncState> listener) {
        // One object for each call, so that a listener may be added twice.
        Consumer<SyncState> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    CompletableFuture<Void> firstSync() {
        return firstSync.copy();
    }

    CompletableFuture<Void> firstSync(Filter part) {
        CompletableFuture<Void> found = parts.get(part);
        if (found == null) {
            throw new MorangoException("\"" + part + "\" is not among the partitions that are to be synced first.");
        }
        return found.copy();
    }

    /** Changes the phase. Returns whether it was another one, or had another reason. */
    boolean to(SyncPhase phase, @Nullable String reason) {
        SyncState before = state;
        if (before.phase() == phase && Objects.equals(before.reason(), reason)) {
            return false;
        }
        change(s -> s.in(phase, reason, clock.instant()));
        if (phase == SyncPhase.CLOSED) {
            MorangoException ended =
                    new MorangoException("Keeping in sync has ended before the first sync was complete.");
            firstSync.completeExceptionally(ended);
            parts.values().forEach(part -> part.completeExceptionally(ended));
        }
        return true;
    }

    void progress(SyncProgress progress) {
        Long total = progress.total();
        if (state.phase() == SyncPhase.CATCHING_UP || (total != null && total >= WORTH_TELLING)) {
            change(s -> s.in(SyncPhase.CATCHING_UP, null, clock.instant()).with(progress));
        }
    }

    /** Counts what was exchanged; told together with the next change. */
    void count(@Nullable TransferSession transfer) {
        if (transfer != null) {
            long records = transfer.recordsTransferred();
            state = transfer.isPush() ? state.counted(records, 0) : state.counted(0, records);
        }
    }

    void upToDate() {
        boolean isTold = state.phase() != SyncPhase.UP_TO_DATE;
        SyncState next = state.upToDate(clock.instant());
        if (isTold) {
            change(s -> next);
        } else {
            state = next;
        }
        hasSynced();
    }

    /** Notes that what the server had is in the application's tables. */
    void hasSynced() {
        parts.values().forEach(part -> part.complete(null));
        firstSync.complete(null);
    }

    /** Returns those of these parts that were not synced yet. */
    List<Filter> due(List<Filter> first) {
        return firstSync.isDone()
                ? List.of()
                : first.stream().filter(part -> !synced.contains(part)).toList();
    }

    void synced(Filter part) {
        synced.add(part);
        Objects.requireNonNull(parts.get(part)).complete(null);
    }

    private void change(UnaryOperator<SyncState> change) {
        SyncState next = change.apply(state);
        state = next;
        for (Consumer<SyncState> listener : listeners) {
            try {
                listener.accept(next);
            } catch (RuntimeException e) {
                LOG.error("A listener of the state of a sync has failed; the sync goes on", e);
            }
        }
    }
}
