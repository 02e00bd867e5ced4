package org.morango.discovery;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A local network inside this process, at the loopback address, in which everybody hears everybody. */
final class FakeAir {
    private final List<FakeStation> stations = new CopyOnWriteArrayList<>();

    static Inet4Address address(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Returns the network as one machine sees it. */
    Machine machine() {
        return new Machine();
    }

    /** Makes everybody hear an announcement. */
    void say(Announcement announcement, int port) {
        stations.forEach(station -> station.ear.heard(heard(announcement, port)));
    }

    /** Tells everybody that an announcement has ended. */
    void silence(String service) {
        stations.forEach(station -> station.ear.ended("fake", service));
    }

    static Heard heard(Announcement announcement, int port) {
        return new Heard("fake", announcement.id(), address("127.0.0.1"), port, announcement);
    }

    /** Returns what is announced now. */
    List<Announcement> announced() {
        return stations.stream().map(s -> s.own).filter(Objects::nonNull).toList();
    }

    final class Machine implements Air {
        private volatile List<Link> links = List.of(new Link("fake", address("127.0.0.1"), 8));

        void unplug() {
            links = List.of();
        }

        void plugIn() {
            links = List.of(new Link("fake", address("127.0.0.1"), 8));
        }

        @Override
        public List<Link> links() {
            return links;
        }

        @Override
        public Station open(Link link, @Nullable Announcement own, int port, Ear ear) throws IOException {
            FakeStation station = new FakeStation(own, port, ear);
            stations.forEach(station::meet);
            stations.add(station);
            return station;
        }
    }

    private final class FakeStation implements Air.Station {
        private final @Nullable Announcement own;
        private final int port;
        private final Air.Ear ear;

        private FakeStation(@Nullable Announcement own, int port, Air.Ear ear) {
            this.own = own;
            this.port = port;
            this.ear = ear;
        }

        private void meet(FakeStation other) {
            if (own != null) {
                other.ear.heard(heard(own, port));
            }
            if (other.own != null) {
                ear.heard(heard(other.own, other.port));
            }
        }

        @Override
        public boolean isSpent() {
            return false;
        }

        @Override
        public void refresh() {
            // Nothing gets lost.
        }

        @Override
        public void close() {
            stations.remove(this);
            if (own != null) {
                stations.forEach(station -> station.ear.ended("fake", own.id()));
            }
        }
    }
}
