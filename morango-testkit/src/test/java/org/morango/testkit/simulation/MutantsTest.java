package org.morango.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.testkit.InMemoryReplica;

/** The simulation finds faulty databases. */
class MutantsTest {
    private static String found(long known, BiFunction<String, Random, InMemoryReplica> mutant) {
        return Mutants.found(known, seed -> Stream.of(Scenario.calm(seed), Scenario.rough(seed)), mutant);
    }

    /** A replica that takes every received record for a later version of its own. */
    private static final class LastWriterWins extends InMemoryReplica {
        LastWriterWins(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public long buffer(String transferId, List<SyncRecord> chunk) {
            return super.buffer(
                    transferId,
                    chunk.stream()
                            .map(rec -> {
                                SyncRecord local = store().get(rec.id());
                                return local == null
                                        ? rec
                                        : rec.withHistory(rec.history().max(local.history()));
                            })
                            .toList());
        }
    }

    @Test
    void mergeThatLetsTheLastOneWin() {
        assertThat(found(0, LastWriterWins::new)).isNotEmpty();
    }

    /** A replica in which two transactions may read the counter at the same time. */
    private static final class CounterWithoutTransaction extends InMemoryReplica {
        private int calls;

        CounterWithoutTransaction(String instance, Random random) {
            super(instance, random);
        }

        @Override
        protected long next(long last) {
            calls++;
            return calls % 3 == 0 ? last : super.next(last);
        }
    }

    @Test
    void counterThatIsHandedOutTwice() {
        assertThat(found(0, CounterWithoutTransaction::new)).isNotEmpty();
    }

    /**
     * A replica that takes over the sender's counters before it has merged the records, as without a lock around both.
     */
    private static final class CountersBeforeRecords extends InMemoryReplica {
        CountersBeforeRecords(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public long buffer(String transferId, List<SyncRecord> chunk) {
            long count = super.buffer(transferId, chunk);
            chunk.forEach(rec -> super.dequeue(
                    "none",
                    Claim.known(PartitionCounters.of(Map.of(
                            rec.partition(),
                            Map.of(rec.version().instance(), rec.version().counter()))))));
            return count;
        }
    }

    @Test
    void countersThatRunAheadOfTheRecords() {
        assertThat(found(0, CountersBeforeRecords::new)).isNotEmpty();
    }

    /** A replica that claims to hold the next version of all others, too. */
    private static final class Overpromising extends InMemoryReplica {
        Overpromising(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
            Fsic held = super.fsic(filter, role, format, peer);
            if (role == FsicRole.SENDER || format == FsicFormat.V1) {
                return held;
            }
            Map<String, Long> all = new TreeMap<>();
            maxCounters().values().forEach(c -> c.forEach((i, n) -> all.merge(i, n + 1, Math::max)));
            Map<String, Map<String, Long>> every = new TreeMap<>();
            filter.partitions().forEach(p -> every.put(p, all));
            return new FsicV2(Map.of(), every);
        }
    }

    @Test
    void receiverThatClaimsToHoldMoreThanItDoes() {
        assertThat(found(0, Overpromising::new)).isNotEmpty();
    }

    /** A replica that never drops queues and buffers. */
    private static final class Hoarding extends InMemoryReplica {
        Hoarding(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public void discard(String transferId) {}
    }

    @Test
    void recordsThatAreLeftBehind() {
        assertThat(found(0, Hoarding::new)).contains("still holds records");
    }

    /** A replica that finishes a partial merge only when the sender comes back. */
    private static final class Waiting extends InMemoryReplica {
        Waiting(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public boolean isApplication() {
            return false;
        }
    }

    @Test
    void recordsThatAreMergedInPartAndNeverGivenOn() {
        assertThat(found(25, Waiting::new)).isNotEmpty();
    }

    /** A replica that sends everything to everybody. */
    private static final class Talkative extends InMemoryReplica {
        Talkative(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public long queue(String transferId, String profile, PartitionCounters missing, ModelSet models) {
            Map<String, Long> instances = new TreeMap<>();
            maxCounters().values().forEach(c -> c.keySet().forEach(i -> instances.put(i, 0L)));
            return super.queue(transferId, profile, PartitionCounters.of(Map.of("", instances)), models);
        }
    }

    @Test
    void senderThatTellsMoreThanTheScopeAllows() {
        assertThat(found(0, Talkative::new)).isNotEmpty();
    }

    /** A replica that overwrites what the application has just changed. */
    private static final class Careless extends InMemoryReplica {
        Careless(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public DeserializeResult deserialize(String profile, Filter filter) {
            rows().forEach((id, content) -> {
                SyncRecord rec = store().get(id);
                if (rec != null && !rec.deleted()) {
                    put(rec.modelName(), rec.sourceId(), rec.partition(), rec.serialized());
                }
            });
            return super.deserialize(profile, filter);
        }
    }

    @Test
    void syncThatOverwritesWhatTheApplicationHasJustChanged() {
        assertThat(found(0, Careless::new)).isNotEmpty();
    }
}
