package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.model.Lesson;
import org.morango.record.ModelSet;
import org.morango.replica.ChangeFeed;
import org.morango.replica.Replica;

/** A database tells of its changes, and whether a receiver lacks something. */
abstract class ChangeFeedContract extends PeerContract {
    private static final String PROFILE = "facilitydata";

    ChangeFeedContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    /** Counts what is told. */
    private static final class Told implements Runnable {
        private final Semaphore calls = new Semaphore(0);

        @Override
        public void run() {
            calls.release();
        }

        boolean isTold() throws InterruptedException {
            return calls.tryAcquire(20, TimeUnit.SECONDS);
        }

        /** Waits until nothing is told any more. */
        void settle() throws InterruptedException {
            while (calls.tryAcquire(500, TimeUnit.MILLISECONDS)) {
                calls.drainPermits();
            }
        }
    }

    private void poll(Duration interval) {
        here.restart(settings -> settings.live(live -> live.databasePoll(interval)));
    }

    @Test
    void commitsOfThisProcessAreToldAtOnce() throws InterruptedException {
        poll(Duration.ofHours(1));
        Told told = new Told();
        try (ChangeFeed.Registration registration = here.replica().changes().listen(told)) {
            assertThat(registration).isNotNull();
            String id = here.persist(new Lesson("p", "Art"));
            assertThat(told.isTold()).isTrue();
            told.settle();
            here.change(Lesson.class, id, lesson -> lesson.title = "Music");
            assertThat(told.isTold()).isTrue();
            told.settle();
            here.serialize();
            assertThat(told.isTold()).as("a pass").isTrue();
        }
    }

    @Test
    void commitsOfOtherProcessesAreToldWithinTheInterval() throws InterruptedException {
        poll(Duration.ofMillis(50));
        Replica other = here.replica();
        Told told = new Told();
        // Commits of this process are signalled to the replica that was made last.
        here.restart();
        try (ChangeFeed.Registration registration = other.changes().listen(told)) {
            assertThat(registration).isNotNull();
            told.settle();
            here.persist(new Lesson("p", "Art"));
            assertThat(told.isTold()).isTrue();
            here.serialize();
            told.settle();
            here.persist(new Lesson("p", "Music"));
            assertThat(told.isTold()).isTrue();
        }
    }

    @Test
    void nothingIsToldWhileNothingChanges() throws InterruptedException {
        poll(Duration.ofMillis(20));
        Told told = new Told();
        try (ChangeFeed.Registration registration = here.replica().changes().listen(told)) {
            assertThat(registration).isNotNull();
            told.settle();
            assertThat(told.calls.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void listenerThatFailsStopsNoOther() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        try (ChangeFeed.Registration failing = here.replica().changes().listen(() -> {
                    called.countDown();
                    throw new IllegalStateException("a listener that fails");
                });
                ChangeFeed.Registration good = here.replica().changes().listen(() -> {})) {
            assertThat(List.of(failing, good)).doesNotContainNull();
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            Told told = new Told();
            try (ChangeFeed.Registration third = here.replica().changes().listen(told)) {
                assertThat(third).isNotNull();
                here.persist(new Lesson("p", "Art"));
                assertThat(told.isTold()).isTrue();
            }
        }
    }

    @Test
    void changesAreKnownUntilTheyAreSerialized() {
        Replica replica = here.replica();
        assertThat(replica.hasChanges(PROFILE)).isFalse();
        here.persist(new Lesson("p", "Art"));
        assertThat(replica.hasChanges(PROFILE)).isTrue();
        assertThat(replica.hasChanges("another")).isFalse();
        long before = replica.lastVersion().counter();
        here.serialize();
        assertThat(replica.hasChanges(PROFILE)).isFalse();
        assertThat(replica.lastVersion().counter()).isGreaterThan(before);
        assertThat(replica.lastVersion().instance()).isEqualTo(here.instance());
    }

    @Test
    void recordsThatAReceiverLacksAreFound() {
        here.persist(new Lesson("p", "Art"));
        here.serialize();
        Replica replica = here.replica();
        long counter = replica.lastVersion().counter();
        assertThat(isAny("p", 0, ModelSet.ALL)).isTrue();
        assertThat(isAny("p", counter, ModelSet.ALL)).isFalse();
        assertThat(isAny("q", 0, ModelSet.ALL)).isFalse();
        assertThat(isAny("p", 0, ModelSet.of(List.of("another")))).isFalse();
        assertThat(replica.hasAny("another", missing("p", 0), ModelSet.ALL)).isFalse();
        assertThat(replica.hasAny(PROFILE, PartitionCounters.EMPTY, ModelSet.ALL))
                .isFalse();
    }

    private PartitionCounters missing(String partition, long after) {
        return PartitionCounters.of(Map.of(partition, Map.of(here.instance(), after)));
    }

    private boolean isAny(String partition, long after, ModelSet models) {
        return here.replica().hasAny(PROFILE, missing(partition, after), models);
    }
}
