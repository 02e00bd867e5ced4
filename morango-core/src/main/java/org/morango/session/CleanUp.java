package org.morango.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/**
 * Selects the unfinished sessions to abandon: those that meet every condition set. What they have received completely
 * is merged, what else they hold is dropped, and they cannot be resumed. Immutable.
 */
public final class CleanUp {
    private final Duration unusedFor;
    private final Set<String> ids;
    private final @Nullable String clientInstance;
    private final @Nullable String serverInstance;
    private final @Nullable Filter filter;
    private final @Nullable Direction direction;

    private CleanUp(
            Duration unusedFor,
            Set<String> ids,
            @Nullable String clientInstance,
            @Nullable String serverInstance,
            @Nullable Filter filter,
            @Nullable Direction direction) {
        this.unusedFor = unusedFor;
        this.ids = Set.copyOf(ids);
        this.clientInstance = clientInstance;
        this.serverInstance = serverInstance;
        this.filter = filter;
        this.direction = direction;
    }

    /** Selects sessions that have not been used for that long. */
    public static CleanUp unusedFor(Duration time) {
        return new CleanUp(time, Set.of(), null, null, null, null);
    }

    /** Selects only these sync sessions; all if the set is empty. */
    public CleanUp ids(Set<String> syncSessionIds) {
        return new CleanUp(unusedFor, syncSessionIds, clientInstance, serverInstance, filter, direction);
    }

    /** Selects only sessions whose client is that instance. */
    public CleanUp clientInstance(String instanceId) {
        return new CleanUp(unusedFor, ids, instanceId, serverInstance, filter, direction);
    }

    /** Selects only sessions whose server is that instance. */
    public CleanUp serverInstance(String instanceId) {
        return new CleanUp(unusedFor, ids, clientInstance, instanceId, filter, direction);
    }

    /** Selects only transfers of that filter. */
    public CleanUp filter(Filter transferFilter) {
        return new CleanUp(unusedFor, ids, clientInstance, serverInstance, transferFilter, direction);
    }

    /** Selects only pushes. */
    public CleanUp pushes() {
        return new CleanUp(unusedFor, ids, clientInstance, serverInstance, filter, Direction.PUSH);
    }

    /** Selects only pulls. */
    public CleanUp pulls() {
        return new CleanUp(unusedFor, ids, clientInstance, serverInstance, filter, Direction.PULL);
    }

    /** Returns for how long the sessions to select have not been used. */
    public Duration unusedFor() {
        return unusedFor;
    }

    /** Returns the ids of the sync sessions to select; empty for all. */
    public Set<String> ids() {
        return ids;
    }

    /** Returns the client instance of the sessions to select; empty for any. */
    public Optional<String> clientInstance() {
        return Optional.ofNullable(clientInstance);
    }

    /** Returns the server instance of the sessions to select; empty for any. */
    public Optional<String> serverInstance() {
        return Optional.ofNullable(serverInstance);
    }

    /** Returns whether a transfer meets the conditions on transfers. */
    public boolean matches(TransferSession transfer) {
        return (filter == null || filter.equals(transfer.filter()))
                && (direction == null || direction == transfer.direction());
    }

    /**
     * Result of a clean-up.
     *
     * @param syncSessions number of sync sessions that were closed
     * @param transferSessions number of transfers whose queue or buffer was dropped
     */
    public record Result(long syncSessions, long transferSessions) {}
}
