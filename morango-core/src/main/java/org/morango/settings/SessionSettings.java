package org.morango.settings;

import java.time.Duration;

/** How long sessions may take, and how long they are kept. Immutable; {@link Builder} describes each setting. */
public final class SessionSettings {
    static final SessionSettings DEFAULTS = new SessionSettings(new Builder());

    /** A copy that nobody else holds. */
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

    /** Collects settings; not safe for use by several threads. */
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

        /** How long in all a client waits for the server to finish one stage. Default 1 h. */
        public Builder stageTimeout(Duration value) {
            this.stageTimeout = Checks.positive("sessions.stageTimeout", value);
            return this;
        }

        /**
         * How long a session may lie unused before what it holds is dropped, when other sessions are opened; it cannot be
         * resumed then. Default: 7 days. Danger: shorter than a client's longest pause, it loses what was transferred.
         */
        public Builder staleAfter(Duration value) {
            this.staleAfter = Checks.positive("sessions.staleAfter", value);
            return this;
        }

        /**
         * How long closed sessions are kept, with their transfers and the ids of the records that these have changed. Older
         * ones are deleted, some at a time, when others are opened. Default: 30 days.
         */
        public Builder keptFor(Duration value) {
            this.keptFor = Checks.positive("sessions.keptFor", value);
            return this;
        }

        /** How many closed sessions are kept at most, if they are not too old anyway. Default: 10,000. */
        public Builder kept(int value) {
            this.kept = (int) Checks.atLeast("sessions.kept", value, 0);
            return this;
        }

        SessionSettings build() {
            return new SessionSettings(copy());
        }
    }
}
