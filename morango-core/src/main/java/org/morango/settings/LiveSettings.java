package org.morango.settings;

import java.time.Duration;

/**
 * Settings for peers that keep in sync, and for the hints that a server gives them. Immutable; {@link Builder} describes
 * each setting.
 */
public final class LiveSettings {
    static final LiveSettings DEFAULTS = new LiveSettings(new Builder());

    /** A private copy. */
    private final Builder values;

    private LiveSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    public Duration gatherFor() {
        return values.gatherFor;
    }

    public Duration databasePoll() {
        return values.databasePoll;
    }

    public Duration checkInterval() {
        return values.checkInterval;
    }

    public Duration pollInterval() {
        return values.pollInterval;
    }

    public Duration maxRetryDelay() {
        return values.maxRetryDelay;
    }

    public Duration refusedRetryDelay() {
        return values.refusedRetryDelay;
    }

    public Duration lease() {
        return values.lease;
    }

    public double renewAt() {
        return values.renewAt;
    }

    public Duration heartbeat() {
        return values.heartbeat;
    }

    public Duration streamLifetime() {
        return values.streamLifetime;
    }

    public int maxListeners() {
        return values.maxListeners;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        /** With a larger share, a certificate would be renewed as soon as it is issued. */
        private static final double MOST_LEFT = 0.8;

        private Duration gatherFor = Duration.ofMillis(10);
        private Duration databasePoll = Duration.ofMillis(100);
        private Duration checkInterval = Duration.ofMinutes(5);
        private Duration pollInterval = Duration.ofSeconds(30);
        private Duration maxRetryDelay = Duration.ofSeconds(2);
        private Duration refusedRetryDelay = Duration.ofMinutes(1);
        private Duration lease = Duration.ofSeconds(30);
        private double renewAt = 0.33;
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration streamLifetime = Duration.ofMinutes(10);
        private int maxListeners = 10_000;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Time for which commits are gathered before they are sent, or hinted at. Default: 10 ms. Danger: without it,
         * each of many small transactions is sent on its own.
         */
        public Builder gatherFor(Duration value) {
            this.gatherFor = Checks.notNegative("live.gatherFor", value);
            return this;
        }

        /**
         * Interval at which the database is asked whether another process has changed it, while a peer keeps in sync or
         * listens for hints. Default: 100 ms. Danger: a long one delays the changes of other processes.
         */
        public Builder databasePoll(Duration value) {
            this.databasePoll = Checks.positive("live.databasePoll", value);
            return this;
        }

        /**
         * Interval at which a client that gets hints checks that it has missed none. Default: 5 min. Danger: each check
         * costs a request.
         */
        public Builder checkInterval(Duration value) {
            this.checkInterval = Checks.positive("live.checkInterval", value);
            return this;
        }

        /** Interval at which a client asks a server that gives no hints, such as Python Morango. Default: 30 s. */
        public Builder pollInterval(Duration value) {
            this.pollInterval = Checks.positive("live.pollInterval", value);
            return this;
        }

        /**
         * Longest delay before a client tries again to reach a server. Default: 2 s. Danger: with a short one, clients
         * without a connection use much power.
         */
        public Builder maxRetryDelay(Duration value) {
            this.maxRetryDelay = Checks.positive("live.maxRetryDelay", value);
            return this;
        }

        /** Longest delay before a client tries again after a server has refused it, or a database has. Default: 1 min. */
        public Builder refusedRetryDelay(Duration value) {
            this.refusedRetryDelay = Checks.positive("live.refusedRetryDelay", value);
            return this;
        }

        /**
         * Time after which another process on the same database takes over from one that has died. Default: 30 s.
         * Danger: if the clocks of the processes differ by more, two of them sync with one peer; that costs time, and
         * does no other harm.
         */
        public Builder lease(Duration value) {
            this.lease = Checks.positive("live.lease", value);
            return this;
        }

        /**
         * Share of the lifetime of a certificate that is left when it is renewed by its issuer, if that is the server. The
         * renewal may come up to a tenth of the lifetime earlier, so that not all peers ask at once. 0 for never, at most
         * 0.8. Default: 0.33. Danger: a peer that has no connection for so long needs a new certificate.
         */
        public Builder renewAt(double value) {
            this.renewAt = Checks.share("live.renewAt", value, MOST_LEFT);
            return this;
        }

        /**
         * Interval at which a server shows each listener that the connection still works. A client takes it for broken
         * when it has heard nothing for two and a half of them. Default: 15 s. Danger: proxies close connections on which
         * nothing happens, many of them after a minute.
         */
        public Builder heartbeat(Duration value) {
            this.heartbeat = Checks.positive("live.heartbeat", value);
            return this;
        }

        /**
         * Longest time after which a server asks a listener to come again, over a new connection. It varies between half
         * of it and all of it. Default: 10 min.
         */
        public Builder streamLifetime(Duration value) {
            this.streamLifetime = Checks.positive("live.streamLifetime", value);
            return this;
        }

        /** Most listeners that a server has at once. Others are refused, and ask at intervals. Default: 10,000. */
        public Builder maxListeners(int value) {
            this.maxListeners = (int) Checks.atLeast("live.maxListeners", value, 0);
            return this;
        }

        LiveSettings build() {
            return new LiveSettings(copy());
        }
    }
}
