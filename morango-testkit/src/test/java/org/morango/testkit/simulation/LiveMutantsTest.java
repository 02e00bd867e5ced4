package org.morango.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.morango.counter.PartitionCounters;
import org.morango.record.ModelSet;
import org.morango.replica.SyncLog;
import org.morango.testkit.InMemoryReplica;

/** The simulation of peers that keep in sync finds faults of hints and leases. */
class LiveMutantsTest {
    private static String found(long known, BiFunction<String, Random, InMemoryReplica> mutant) {
        return Mutants.found(known, seed -> Stream.of(Scenario.calmLive(seed)), mutant);
    }

    /** A replica that never notices that a listener lacks records. */
    private static final class Silent extends InMemoryReplica {
        Silent(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public boolean hasAny(String profile, PartitionCounters missing, ModelSet models) {
            return false;
        }
    }

    @Test
    void hintsThatDoNotCome() {
        assertThat(found(0, Silent::new)).contains("are not told at once");
    }

    /** A replica that takes each new counter for a record that a listener lacks. */
    private static final class Talkative extends InMemoryReplica {
        Talkative(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public boolean hasAny(String profile, PartitionCounters missing, ModelSet models) {
            return true;
        }
    }

    @Test
    void hintsOfWhatAListenerMayNotSeeOrHasSent() {
        assertThat(found(0, Talkative::new)).contains("was told of a change");
    }

    /** A replica in which each process gets the lease that it asks for. */
    private static final class Generous extends InMemoryReplica {
        Generous(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public SyncLog syncLog() {
            SyncLog log = super.syncLog();
            return (SyncLog) Proxy.newProxyInstance(
                    SyncLog.class.getClassLoader(),
                    new Class<?>[] {SyncLog.class},
                    (proxy, method, arguments) -> method.getName().equals("begin")
                            ? begin(log, (SyncLog.Entry) arguments[0], (Duration) arguments[1], (Instant) arguments[2])
                            : method.invoke(log, arguments));
        }

        private static Optional<SyncLog.Lease> begin(SyncLog log, SyncLog.Entry seen, Duration duration, Instant now) {
            String owner = log.read(seen.peer()).leaseOwner();
            if (owner != null) {
                log.end(new SyncLog.Lease(seen.peer(), owner, now, null, null), now);
            }
            return log.begin(log.read(seen.peer()), duration, now);
        }
    }

    @Test
    void leaseThatSeveralHave() {
        assertThat(found(2, Generous::new)).contains("several processes sync");
    }
}
