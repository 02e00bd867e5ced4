package org.morango.internal.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
     * One look at a database, for any number of backlogs: what they have in common is read once. Changes that are not
     * serialized do not count. Not thread-safe.
     */
    public static final class Look {
        private final Replica replica;
        private final Collection<PeerBacklog> backlogs;
        private final RecordVersion own;
        private final PartitionCounters whole;
        private final Map<Filter, PartitionCounters> held = new HashMap<>();

        private record Kind(String profile, ModelSet models) {}

        public Look(Replica replica, Collection<PeerBacklog> backlogs) {
            this.replica = replica;
            this.backlogs = backlogs;
            this.own = replica.lastVersion();
            Filter all =
                    Filter.covering(backlogs.stream().map(PeerBacklog::filter).collect(Collectors.toSet()));
            this.whole = replica.fsic(all, FsicRole.SENDER, FsicFormat.V2).expand(all);
        }

        /**
         * Returns what this side holds of the filter of a backlog. Its own records count before their counters are
         * announced.
         */
        public PartitionCounters held(PeerBacklog backlog) {
            return Objects.requireNonNull(held.computeIfAbsent(
                    backlog.filter,
                    filter -> whole.within(filter)
                            .plus(PartitionCounters.flat(filter, Map.of(own.instance(), own.counter())))));
        }

        /** Returns the backlogs whose other side lacks a record. If it does not, it counts as holding everything. */
        public Set<PeerBacklog> behind() {
            Map<Kind, Map<PartitionCounters, List<PeerBacklog>>> lacking = new HashMap<>();
            for (PeerBacklog backlog : backlogs) {
                PartitionCounters missing = held(backlog).diff(backlog.known());
                if (!missing.isEmpty()) {
                    lacking.computeIfAbsent(new Kind(backlog.profile, backlog.models), kind -> new HashMap<>())
                            .computeIfAbsent(missing, m -> new ArrayList<>())
                            .add(backlog);
                }
            }
            Set<PeerBacklog> behind = new HashSet<>();
            lacking.forEach((kind, each) -> new LackSearch(
                            missing -> replica.hasAny(kind.profile, missing, kind.models))
                    .find(each.keySet())
                    .forEach(missing -> behind.addAll(each.getOrDefault(missing, List.of()))));
            backlogs.stream()
                    .filter(backlog -> !behind.contains(backlog))
                    .forEach(backlog -> backlog.add(held(backlog)));
            return behind;
        }
    }
}
