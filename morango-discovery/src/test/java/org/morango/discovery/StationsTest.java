package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.RandomRuns;

class StationsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Set<String> ROOTS = Set.of("a".repeat(32));
    private static final Link WIFI = new Link("wlan0", FakeAir.address("192.168.1.2"), 24);
    private static final Link CABLE = new Link("eth0", FakeAir.address("10.0.0.2"), 8);

    private final SettableClock clock = new SettableClock();
    private final List<Opened> opened = new ArrayList<>();
    private final List<Link> links = new ArrayList<>(List.of(WIFI, CABLE));
    private @Nullable Link broken;
    private final LocalPeersSettings settings =
            LocalPeersSettings.builder().announce(8080).build();
    private final Directory directory = new Directory(settings, clock);
    private final Stations stations =
            new Stations(settings, new RecordingAir(), directory, new NoEar(), clock, new Random(RandomRuns.seed()));

    private static final class Opened implements Air.Station {
        private final Link link;
        private final @Nullable Announcement own;
        private boolean isSpent;
        private boolean isClosed;
        private int refreshed;

        private Opened(Link link, @Nullable Announcement own) {
            this.link = link;
            this.own = own;
        }

        @Override
        public boolean isSpent() {
            return isSpent;
        }

        @Override
        public void refresh() {
            refreshed++;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private final class RecordingAir implements Air {
        @Override
        public List<Link> links() {
            return List.copyOf(links);
        }

        @Override
        public Station open(Link link, @Nullable Announcement own, int port, Ear ear) throws IOException {
            if (link.equals(broken)) {
                throw new IOException("no multicast here");
            }
            Opened station = new Opened(link, own);
            opened.add(station);
            return station;
        }
    }

    private static final class NoEar implements Air.Ear {
        @Override
        public void heard(Heard heard) {
            // Nothing is heard here.
        }

        @Override
        public void ended(String link, String service) {
            // Nothing ends here.
        }
    }

    private void check(Set<String> roots) {
        clock.pass(SECOND);
        stations.check(roots);
    }

    private List<Opened> open() {
        return opened.stream().filter(station -> !station.isClosed).toList();
    }

    private List<Link> openLinks() {
        return open().stream().map(station -> station.link).toList();
    }

    @Test
    void nothingIsSaidWithoutARoot() {
        check(Set.of());
        assertThat(opened).isEmpty();
        assertThat(stations.announcedId()).isNull();
        check(ROOTS);
        assertThat(openLinks()).containsExactly(WIFI, CABLE);
        check(Set.of());
        assertThat(open()).isEmpty();
    }

    @Test
    void anIdLastsAsLongAsNothingChanges() {
        check(ROOTS);
        String first = stations.announcedId();
        assertThat(open())
                .allSatisfy(station ->
                        assertThat(station.own).isEqualTo(Announcement.of(String.valueOf(first), "/", ROOTS)));
        check(ROOTS);
        assertThat(opened).hasSize(2);
        links.remove(CABLE);
        check(ROOTS);
        assertThat(openLinks()).containsExactly(WIFI);
        assertThat(stations.announcedId()).isNotEqualTo(first);
        String second = stations.announcedId();
        check(Set.of("a".repeat(32), "b".repeat(32)));
        assertThat(stations.announcedId()).isNotEqualTo(second);
    }

    @Test
    void afterASleepItBeginsAnew() {
        check(ROOTS);
        String before = stations.announcedId();
        clock.pass(Duration.ofHours(8));
        check(ROOTS);
        assertThat(opened).hasSize(4);
        assertThat(open()).hasSize(2);
        assertThat(stations.announcedId()).isNotEqualTo(before);
    }

    @Test
    void aSpentStationPauses() {
        check(ROOTS);
        String id = stations.announcedId();
        opened.get(0).isSpent = true;
        check(ROOTS);
        assertThat(openLinks()).containsExactly(CABLE);
        for (int i = 0; i < 8; i++) {
            check(ROOTS);
            assertThat(openLinks()).containsExactly(CABLE);
        }
        check(ROOTS);
        check(ROOTS);
        assertThat(openLinks()).containsExactly(CABLE, WIFI);
        assertThat(stations.announcedId()).isEqualTo(id);
    }

    @Test
    void aBrokenLinkDoesNotDisturbOthers() {
        broken = WIFI;
        for (int i = 0; i < 25; i++) {
            check(ROOTS);
            assertThat(openLinks()).containsExactly(CABLE);
        }
        assertThat(opened).hasSize(1);
        broken = null;
        for (int i = 0; i < 12; i++) {
            check(ROOTS);
        }
        assertThat(openLinks()).containsExactly(CABLE, WIFI);
    }

    @Test
    void whoIsThereIsAskedEachMinute() {
        for (int i = 0; i < 150; i++) {
            check(ROOTS);
        }
        assertThat(opened)
                .hasSize(2)
                .allSatisfy(station -> assertThat(station.refreshed).isEqualTo(2));
    }
}
