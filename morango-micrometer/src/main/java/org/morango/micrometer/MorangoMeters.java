package org.morango.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.merge.ConflictListener;
import org.morango.merge.ResolvedConflict;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.session.Side;
import org.morango.session.StageContext;
import org.morango.session.TransferStage;

/**
 * Meters of what was transferred and of what is pending. Safe for use by many threads.
 *
 * <ul>
 *   <li>{@code morango.records}, with {@code role} and {@code flow} ({@code sent} or {@code received}): records of completed
 *       transfers
 *   <li>{@code morango.bytes}, with {@code flow}: bytes of bodies of such transfers as client, as they crossed the wire
 *   <li>{@code morango.conflicts}, with {@code model}: conflicts between records that were merged
 *   <li>{@code morango.records.pending}: received records that are not in the application's tables yet; queries the
 *       database
 *   <li>{@code morango.records.refused}: the pending records that could not be written; queries the database
 *   <li>{@code morango.records.held}: rows and records of this side that are held back; queries the database
 *   <li>{@code morango.unsent}: changes and records that no other peer is known to have; queries the database
 *   <li>{@code morango.unsent.age}: the age of the oldest of this peer's own among them, in seconds; queries the database
 *   <li>{@code morango.unplaced}: changed rows that belong to no partition yet; queries the database
 *   <li>{@code morango.sessions.open}: sessions as client that are not closed; queries the database
 * </ul>
 */
public final class MorangoMeters implements SyncObserver, ConflictListener {
    private static final double MILLIS = 1_000;

    private final MeterRegistry registry;

    /** Makes meters that are registered in this registry. */
    public MorangoMeters(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry);
    }

    /** Registers the gauges of a peer's database. They work for as long as the peer is in use. */
    public void watch(Morango morango) {
        Gauge.builder(
                        "morango.records.pending",
                        morango,
                        m -> m.pendingRecords().count())
                .register(registry);
        Gauge.builder(
                        "morango.records.refused",
                        morango,
                        m -> m.pendingRecords().withReason().count())
                .register(registry);
        Gauge.builder("morango.records.held", morango, m -> m.heldBack().count())
                .register(registry);
        Gauge.builder("morango.outbox.notes", morango, m -> m.outbox().notes()).register(registry);
        Gauge.builder("morango.outbox.age", morango, m -> age(m.outbox().oldest()))
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("morango.unsent", morango, m -> m.unsent().count()).register(registry);
        Gauge.builder("morango.unsent.age", morango, m -> age(m.unsent().oldest()))
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("morango.unplaced", morango, MorangoMeters::unplaced).register(registry);
        Gauge.builder("morango.sessions.open", morango, m -> m.openSessions().size())
                .register(registry);
    }

    private static long unplaced(Morango morango) {
        return morango.unplacedRows().stream().mapToLong(UnplacedRows::count).sum();
    }

    /** Returns the age of the oldest change, in seconds; 0 if there is none. */
    private double age(@Nullable Instant oldest) {
        Instant now = Instant.ofEpochMilli(registry.config().clock().wallTime());
        return oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis() / MILLIS);
    }

    @Override
    public void onConflict(ResolvedConflict resolved) {
        conflicts(resolved.modelName()).increment();
    }

    @Override
    public Ending begin(Activity activity) {
        return MorangoMeters.this::count;
    }

    private void count(Activity activity, @Nullable Throwable failure) {
        if (failure == null
                && activity instanceof Activity.Stage stage
                && stage.context().stage() == TransferStage.CLEANUP) {
            count(stage.context());
        }
    }

    private void count(StageContext ended) {
        Side side = ended.session().side();
        counter("morango.records", "role", side.label(), "flow", ended.isSender() ? "sent" : "received")
                .increment(ended.transfer().recordsTransferred());
        if (side == Side.CLIENT) {
            counter("morango.bytes", "flow", "sent").increment(ended.transfer().bytesSent());
            counter("morango.bytes", "flow", "received")
                    .increment(ended.transfer().bytesReceived());
        }
    }

    Counter conflicts(String model) {
        return counter("morango.conflicts", "model", model);
    }

    private Counter counter(String name, String... tags) {
        return registry.counter(name, tags);
    }
}
