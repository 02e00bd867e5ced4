package org.morango.internal.transfer;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordVersion;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.session.Direction;
import org.morango.session.SyncSession;

/**
 * The records of a filter that the other side of a session is not known to hold. It is known to hold what it has stated
 * and what it was sent. At worst, a record counts as lacking that it does hold, never the reverse. Thread-safe.
 */
public final class PeerBacklog {
    private final String profile;
    private final Filter filter;
    private final ModelSet models;
    private PartitionCounters known = PartitionCounters.EMPTY;

    /** @param direction that in which this side sends */
    public PeerBacklog(Replica replica, SyncSession session, Filter filter, Direction direction) {
        this.profile = session.profile();
        this.filter = filter;
        this.models = new TransferModels(replica.certificates()).of(session, direction);
    }

    public String profile() {
        return profile;
    }

    public Filter filter() {
        return filter;
    }

    /** Notes that the other side holds these records. */
    public synchronized void add(PartitionCounters held) {
        known = known.plus(held);
    }

    /** Notes what the other side has stated, or was sent. */
    public void add(Fsic held) {
        add(held.inside(filter));
    }

    private synchronized PartitionCounters known() {
        return known;
    }

    /**
     * One look at a database, for any number of backlogs: nothing is read twice. Changes that are not serialized do not
     * count. Not thread-safe.
     */
    public static final class Look {
        private final Replica replica;
        private final RecordVersion own;
        private final Map<Filter, PartitionCounters> held = new HashMap<>();
        private final Map<Question, Boolean> answers = new HashMap<>();

        private record Question(String profile, PartitionCounters missing, ModelSet models) {}

        public Look(Replica replica) {
            this.replica = replica;
            this.own = replica.lastVersion();
        }

        /** Returns what this side holds of a filter. Its own records count before their counters are announced. */
        public PartitionCounters held(Filter filter) {
            return Objects.requireNonNull(held.computeIfAbsent(
                    filter,
                    f -> replica.fsic(f, FsicRole.SENDER, FsicFormat.V2)
                            .expand(f)
                            .plus(PartitionCounters.flat(f, Map.of(own.instance(), own.counter())))));
        }

        /** Returns whether the other side lacks a record. If it does not, it counts as holding everything. */
        public boolean isBehind(PeerBacklog backlog) {
            PartitionCounters here = held(backlog.filter);
            PartitionCounters missing = here.diff(backlog.known());
            boolean isBehind = !missing.isEmpty()
                    && answers.computeIfAbsent(
                            new Question(backlog.profile, missing, backlog.models),
                            q -> replica.hasAny(q.profile, q.missing, q.models));
            if (!isBehind) {
                backlog.add(here);
            }
            return isBehind;
        }
    }
}
