package org.morango.it.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.PartitionCounters;
import org.morango.internal.transfer.PeerBacklog;
import org.morango.it.support.Facility;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordVersion;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.session.Direction;
import org.morango.testkit.InMemoryReplica;

/** A look at the records that many listeners lack. */
class BacklogTest {
    private static final int MANY = 1_000;

    /** Counts what it is asked. */
    private static final class Counting extends InMemoryReplica {
        private final AtomicInteger asked = new AtomicInteger();

        Counting(Random random) {
            super("0123456789abcdef0123456789abcdef", random);
        }

        @Override
        public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
            asked.incrementAndGet();
            return super.fsic(filter, role, format, peer);
        }

        @Override
        public boolean hasAny(String profile, PartitionCounters missing, ModelSet models) {
            asked.incrementAndGet();
            return super.hasAny(profile, missing, models);
        }
    }

    private final Random random = new Random(5);
    private final Counting replica = new Counting(random);

    BacklogTest() {
        Facility.owningRoot(replica);
    }

    private PeerBacklog backlog(Filter filter) {
        return new PeerBacklog(replica, Facility.session("0123"), filter, Direction.PULL);
    }

    private void put(String place) {
        String partition = Facility.partition(place);
        replica.put("lesson", "lesson " + random.nextLong(), partition, "{\"title\":\"a\"}");
        replica.serialize(InMemoryReplica.PROFILE, Filter.of(partition));
    }

    private PeerBacklog.Look look(List<PeerBacklog> backlogs) {
        replica.asked.set(0);
        return new PeerBacklog.Look(replica, backlogs);
    }

    /** All of them hold everything by now. */
    private List<PeerBacklog> manyUsers() {
        List<PeerBacklog> users = IntStream.range(0, MANY)
                .mapToObj(i ->
                        backlog(Filter.of(Facility.partition("allusers-ro"), Facility.partition("user:" + i + ":"))))
                .toList();
        PeerBacklog.Look look = look(users);
        users.forEach(user -> user.add(look.held(user)));
        return users;
    }

    @Test
    void changeThatConcernsNobodyCostsTwoQuestions() {
        List<PeerBacklog> users = manyUsers();
        put("elsewhere");
        assertThat(look(users).behind()).isEmpty();
        assertThat(replica.asked).hasValue(2);
    }

    @Test
    void changeThatConcernsOneCostsFewQuestions() {
        List<PeerBacklog> users = manyUsers();
        put("user:17:");
        assertThat(look(users).behind()).containsExactly(users.get(17));
        // Ten times two halves.
        assertThat(replica.asked).hasValueLessThanOrEqualTo(2 + 2 * 10);
    }

    @Test
    void changeThatConcernsAllCostsFewQuestions() {
        List<PeerBacklog> users = manyUsers();
        put("allusers-ro");
        assertThat(look(users).behind()).hasSize(MANY);
        assertThat(replica.asked).hasValueLessThanOrEqualTo(2 + 2 * 10);
    }

    @Test
    void manyChangesForOneListenerCostFewQuestions() {
        PeerBacklog all = backlog(Filter.of(Facility.ROOT.id()));
        for (int i = 0; i < MANY; i++) {
            put("user:" + i + ":");
        }
        assertThat(look(List.of(all)).behind()).containsExactly(all);
        assertThat(replica.asked).hasValueLessThanOrEqualTo(2 + 2 * 10);
    }

    private String place() {
        return random.ints(1 + random.nextInt(3), 0, 2).mapToObj(i -> i + ":").collect(Collectors.joining());
    }

    private PartitionCounters alone(Filter filter) {
        RecordVersion own = replica.lastVersion();
        return replica.fsic(filter, FsicRole.SENDER, FsicFormat.V2)
                .expand(filter)
                .plus(PartitionCounters.flat(filter, Map.of(own.instance(), own.counter())));
    }

    /** Filters may contain each other. */
    @RepeatedTest(200)
    void eachIsTheSameAsAlone(RepetitionInfo repetition) {
        random.setSeed(repetition.getCurrentRepetition());
        for (int i = 0; i < 3; i++) {
            put(place());
        }
        List<PeerBacklog> backlogs = new ArrayList<>();
        // More than fit into one filter, sometimes.
        for (int i = 0; i < (random.nextBoolean() ? 5 : 150); i++) {
            backlogs.add(backlog(Filter.of(Stream.of(place(), place(), "x" + i)
                    .map(Facility::partition)
                    .toArray(String[]::new))));
        }
        for (PeerBacklog each : backlogs) {
            if (random.nextBoolean()) {
                each.add(look(List.of(each)).held(each));
            } else if (random.nextBoolean()) {
                each.add(new FsicV1(Map.of("a".repeat(32), 7L)));
            }
        }
        put(place());
        Set<PeerBacklog> alone = backlogs.stream()
                .filter(each -> !look(List.of(each)).behind().isEmpty())
                .collect(Collectors.toSet());
        PeerBacklog.Look together = look(backlogs);
        assertThat(backlogs).allSatisfy(each -> assertThat(together.held(each)).isEqualTo(alone(each.filter())));
        assertThat(together.behind()).isEqualTo(alone);
    }
}
