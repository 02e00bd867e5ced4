package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.morango.discovery.LocalPeer.State;
import org.morango.hibernate.RandomRuns;
import org.morango.record.Ids;

class DirectoryTest {
    private static final Family.Member PROVEN = Family.FIRST.member("proven");
    private static final String ROOT = "a".repeat(32);

    private final Random random = new Random(RandomRuns.seed());
    private final SettableClock clock = new SettableClock();
    private final LocalPeersSettings settings = LocalPeersSettings.builder()
            .maxKnown(10)
            .announcementsPerMinute(600)
            .build();
    private final Directory directory = new Directory(settings, clock);

    DirectoryTest() {
        directory.restart(Set.of(ROOT), "f".repeat(32), Set.of("eth0"));
    }

    private static Heard heard(String id, int host, int port) {
        return new Heard(
                "eth0",
                "service-" + id,
                FakeAir.address("10.0." + host / 200 + "." + (host % 200 + 1)),
                port,
                Announcement.of(id, "/", List.of(ROOT)));
    }

    private Heard next(int host) {
        clock.pass(Duration.ofSeconds(1));
        return heard(Ids.random(random), host, 8080);
    }

    private List<String> urls() {
        return directory.all().stream().map(KnownPeer::url).toList();
    }

    @Test
    void onlyKnownRootsCount() {
        Announcement other = Announcement.of("1".repeat(32), "/", List.of("b".repeat(32)));
        assertThat(directory.hear(new Heard("eth0", "x", FakeAir.address("10.0.0.1"), 80, other)))
                .isFalse();
        assertThat(directory.hear(heard("f".repeat(32), 1, 80)))
                .as("this peer itself")
                .isFalse();
        assertThat(directory.all()).isEmpty();
        assertThat(directory.hear(heard("1".repeat(32), 1, 80))).isTrue();
        assertThat(directory.hear(heard("1".repeat(32), 1, 80))).as("again").isFalse();
        assertThat(urls()).containsExactly("http://10.0.0.2:80/");
    }

    @Test
    void theOldestUnprovenMakesRoom() {
        for (int host = 0; host < 10; host++) {
            assertThat(directory.hear(next(host))).isTrue();
        }
        KnownPeer first = directory.all().get(0);
        assertThat(directory.proven(first, PROVEN.leaf())).isTrue();
        directory.hear(next(10));
        assertThat(urls()).hasSize(10).contains("http://10.0.0.1:8080/").doesNotContain("http://10.0.0.2:8080/");
    }

    @Test
    void provenOnesAreNeverDropped() {
        for (int host = 0; host < 10; host++) {
            directory.hear(next(host));
        }
        directory.all().forEach(peer -> directory.proven(peer, PROVEN.leaf()));
        List<String> before = urls();
        assertThat(directory.hear(next(77))).isFalse();
        assertThat(urls()).isEqualTo(before);
    }

    @Test
    void whatWasDroppedCannotBeProven() {
        directory.hear(next(1));
        KnownPeer dropped = directory.all().get(0);
        directory.remove(dropped);
        assertThat(directory.proven(dropped, PROVEN.leaf())).isFalse();
        assertThat(dropped.state()).isEqualTo(State.FOUND);
    }

    /** Who repeats one announcement with many addresses, or names one address with many ports, gets few places. */
    @Test
    void nobodyFillsItAlone() {
        String id = Ids.random(random);
        for (int host = 0; host < 50; host++) {
            clock.pass(Duration.ofSeconds(1));
            directory.hear(heard(id, host, 8080));
        }
        assertThat(directory.all()).hasSize(4);
        for (int port = 1; port <= 50; port++) {
            clock.pass(Duration.ofSeconds(1));
            directory.hear(heard(Ids.random(random), 100, port));
        }
        assertThat(directory.all()).hasSize(8);
    }

    @Test
    void announcementsAreLimited() {
        int ofOne = 0;
        for (int i = 0; i < 100; i++) {
            ofOne += directory.hear(heard(Ids.random(random), 1, 8080 + i)) ? 1 : 0;
            // Not for the number of places.
            directory.all().forEach(directory::remove);
        }
        assertThat(ofOne).as("from one address at once").isEqualTo(10);
        int all = 0;
        for (int host = 2; host < 1_000; host++) {
            all += directory.hear(heard(Ids.random(random), host, 8080)) ? 1 : 0;
        }
        assertThat(all).as("from all addresses at once").isEqualTo(90);
        clock.pass(Duration.ofMinutes(1));
        assertThat(directory.hear(heard(Ids.random(random), 1, 80))).isTrue();
    }

    @Test
    void strangersAreNotCounted() {
        Announcement other = Announcement.of("1".repeat(32), "/", List.of("b".repeat(32)));
        for (int i = 0; i < 10_000; i++) {
            directory.hear(new Heard("eth0", "x", FakeAir.address("10.0.0.1"), 80, other));
        }
        assertThat(directory.hear(heard("1".repeat(32), 0, 80))).isTrue();
    }

    @Test
    void anEndIsNotedByItsName() {
        directory.hear(heard("1".repeat(32), 1, 80));
        KnownPeer peer = directory.all().get(0);
        directory.end("wlan0", "service-" + "1".repeat(32));
        directory.end("eth0", "other");
        assertThat(directory.isAnnounced(peer)).isTrue();
        directory.end("eth0", "service-" + "1".repeat(32));
        assertThat(directory.isAnnounced(peer)).isFalse();
        directory.hear(heard("1".repeat(32), 1, 80));
        assertThat(directory.isAnnounced(peer)).isTrue();
    }

    @Test
    void afterARestartTheyHaveToBeHeardAgain() {
        directory.hear(heard("1".repeat(32), 1, 80));
        directory.hear(heard("2".repeat(32), 2, 80));
        List<KnownPeer> both = directory.all();
        directory.restart(Set.of(ROOT), "e".repeat(32), Set.of("eth0"));
        directory.hear(heard("2".repeat(32), 2, 80));
        assertThat(both).allMatch(directory::isAnnounced);
        clock.pass(Duration.ofMinutes(2));
        assertThat(both).filteredOn(directory::isAnnounced).containsExactly(both.get(1));
        directory.restart(Set.of(ROOT), "d".repeat(32), Set.of("wlan0"));
        assertThat(both).noneMatch(directory::isAnnounced);
    }

    /** The delay doubles from 5 s up to 10 min. */
    @Test
    void failuresAreTriedLessAndLess() {
        directory.hear(heard("1".repeat(32), 1, 80));
        KnownPeer peer = directory.all().get(0);
        assertThat(peer.isProofDue(clock.instant())).isTrue();
        long[] seconds = {5, 10, 20, 40, 80, 160, 320, 600, 600};
        for (long delay : seconds) {
            peer.failed("nothing answers", clock.instant());
            clock.pass(Duration.ofSeconds(delay).minusMillis(1));
            assertThat(peer.isProofDue(clock.instant())).isFalse();
            clock.pass(Duration.ofMillis(1));
            assertThat(peer.isProofDue(clock.instant())).isTrue();
        }
        assertThat(peer.snapshot().reason()).isEqualTo("nothing answers");
    }

    @Test
    void aRateSurvivesAClockThatGoesBack() {
        RateLimit rate = new RateLimit(60, clock);
        for (int i = 0; i < 10; i++) {
            assertThat(rate.take()).isTrue();
        }
        assertThat(rate.take()).isFalse();
        clock.pass(Duration.ofHours(-1));
        assertThat(rate.take()).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(rate.take()).isTrue();
        assertThat(rate.take()).isFalse();
    }
}
