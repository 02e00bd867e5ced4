package org.morango.settings;

import java.time.Duration;

/**
 * Settings for the timeouts of stages and sessions, and for the storage of closed sessions. Immutable; {@link Builder}
 * describes each setting.
 */
public final class SessionSettings {
    static final SessionSettings DEFAULTS = new SessionSettings(new Builder());

    /** A private copy. */
    private final Builder values;

    private SessionSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    public Duration stageTimeout() {
        return values.stageTimeout;
    }

    public Duration staleAfter() {
        return values.staleAfter;
    }

    public Duration keptFor() {
        return values.keptFor;
    }

    public int kept() {
        return values.kept;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private Duration stageTimeout = Duration.ofHours(1);
        private Duration staleAfter = Duration.ofDays(7);
        private Duration keptFor = Duration.ofDays(30);
        private int kept = 10_000;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Longest time, in total, that a client waits for the server to finish one stage. Default: 1 h. */
        public Builder stageTimeout(Duration value) {
            this.stageTimeout = Checks.positive("sessions.stageTimeout", value);
            return this;
        }

        /**
         * Time after which an unused session is abandoned, when another session is opened. Its queued and buffered
         * records are deleted, and it cannot be resumed. Default: 7 days. Danger: if this is shorter than a client's
         * longest pause, the records of its unfinished transfer are deleted.
         */
        public Builder staleAfter(Duration value) {
            this.staleAfter = Checks.positive("sessions.staleAfter", value);
            return this;
        }

        /**
         * How long closed sessions are stored, with their transfers and the ids of the records that the transfers have
         * changed. Older ones are deleted in batches when others are opened. Invitations are stored as long after
         * they have expired. Default: 30 days.
         */
        public Builder keptFor(Duration value) {
            this.keptFor = Checks.positive("sessions.keptFor", value);
            return this;
        }

        /**
         * Most closed sessions that are stored. Those older than {@link #keptFor} are deleted in any case. Default:
         * 10,000.
         */
        public Builder kept(int value) {
            this.kept = (int) Checks.atLeast("sessions.kept", value, 0);
            return this;
        }

        SessionSettings build() {
            return new SessionSettings(copy());
        }
    }
}
