package org.morango.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/** Settings of the search for peers on the local network. Immutable; {@link Builder} describes each setting. */
public final class LocalPeersSettings {

    /** A private copy. */
    private final Builder values;

    private LocalPeersSettings(Builder values) {
        this.values = values;
    }

    /** Returns settings with all defaults: searches, announces nothing. */
    public static LocalPeersSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Returns the announced port; null if nothing is announced. */
    public @Nullable Integer port() {
        return values.port;
    }

    public String path() {
        return values.path;
    }

    public Set<String> roots() {
        return values.roots;
    }

    public Set<String> interfaces() {
        return values.interfaces;
    }

    public int maxInterfaces() {
        return values.maxInterfaces;
    }

    public int maxKnown() {
        return values.maxKnown;
    }

    public int maxSyncs() {
        return values.maxSyncs;
    }

    public int announcementsPerMinute() {
        return values.announcementsPerMinute;
    }

    public int proofsPerMinute() {
        return values.proofsPerMinute;
    }

    public Duration patience() {
        return values.patience;
    }

    public Duration unreachableFor() {
        return values.unreachableFor;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private static final int MAX_PORT = 65_535;

        private @Nullable Integer port;
        private String path = "/";
        private Set<String> roots = Set.of();
        private Set<String> interfaces = Set.of();
        private int maxInterfaces = 4;
        private int maxKnown = 64;
        private int maxSyncs = 16;
        private int announcementsPerMinute = 600;
        private int proofsPerMinute = 60;
        private Duration patience = Duration.ofSeconds(20);
        private Duration unreachableFor = Duration.ofMinutes(5);

        private Builder() {}

        /**
         * Port at which this peer is served over plain HTTP on this machine. Others find it there. Default: none, so
         * this peer only searches.
         *
         * @throws MorangoException if it is not from 1 to 65,535
         */
        public Builder announce(int value) {
            this.port = range("announce", value, 1, MAX_PORT);
            return this;
        }

        /**
         * Path below which this peer is served, up to 100 characters. Default: {@code /}.
         *
         * @throws MorangoException if it does not begin with a slash, or has other characters than letters, digits, and
         *     {@code / . _ ~ -}
         */
        public Builder path(String value) {
            if (!Announcement.isPath(value)) {
                throw new MorangoException(
                        "The path \"" + value + "\" cannot be announced: it has to begin with a slash,"
                                + " and to consist of at most " + Announcement.MAX_PATH
                                + " letters, digits, and the characters / . _ ~ -");
            }
            this.path = value;
            return this;
        }

        /**
         * Ids of the roots whose peers are searched. Default: all roots under which this database has a valid
         * certificate. At most 8 are announced.
         */
        public Builder roots(String... values) {
            this.roots = Set.copyOf(List.of(values));
            return this;
        }

        /**
         * Names of the network interfaces to use, such as {@code wlan0}. Each needs a private IPv4 address. Default:
         * those that are up, can multicast, and are neither virtual, nor loopback, nor point-to-point.
         */
        public Builder interfaces(String... names) {
            this.interfaces = Set.copyOf(List.of(names));
            return this;
        }

        /** Most interfaces that are used at once. Default: 4. Danger: each takes four threads. */
        public Builder maxInterfaces(int value) {
            this.maxInterfaces = range("maxInterfaces", value, 1, 64);
            return this;
        }

        /**
         * Most peers that are known at once, proven or not. Beyond that, the oldest unproven one is dropped. Default:
         * 64.
         */
        public Builder maxKnown(int value) {
            this.maxKnown = range("maxKnown", value, 1, 10_000);
            return this;
        }

        /** Most found peers with which this one keeps in sync at once. Default: 16. Danger: each takes a thread. */
        public Builder maxSyncs(int value) {
            this.maxSyncs = range("maxSyncs", value, 1, 1_000);
            return this;
        }

        /** Most announcements that are heeded in a minute; from one address a tenth of that. Default: 600. */
        public Builder announcementsPerMinute(int value) {
            this.announcementsPerMinute = range("announcementsPerMinute", value, 10, 1_000_000);
            return this;
        }

        /** Most proofs that are asked for in a minute. Default: 60. */
        public Builder proofsPerMinute(int value) {
            this.proofsPerMinute = range("proofsPerMinute", value, 1, 1_000_000);
            return this;
        }

        /** Time for which a peer that is to begin the sync is waited for. Then this side begins it. Default: 20 s. */
        public Builder patience(Duration value) {
            this.patience = positive("patience", value);
            return this;
        }

        /** Time after which a sync with a peer that cannot be reached is closed. Default: 5 min. */
        public Builder unreachableFor(Duration value) {
            this.unreachableFor = positive("unreachableFor", value);
            return this;
        }

        public LocalPeersSettings build() {
            try {
                return new LocalPeersSettings((Builder) clone());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static int range(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new MorangoException(
                        "The setting " + name + " has to be from " + least + " to " + most + ", not " + value + ".");
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new MorangoException("The setting " + name + " has to be longer than zero, not " + value + ".");
            }
            return value;
        }
    }
}
