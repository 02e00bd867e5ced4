package org.morango.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.transport.Transport;

/**
 * Settings for connections to servers: transport, timeouts, retries, and passwords. Immutable; {@link Builder}
 * describes each setting.
 */
public final class ClientSettings {
    static final ClientSettings DEFAULTS = new ClientSettings(new Builder());

    /** A private copy. */
    private final Builder values;

    private ClientSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    /** Returns the supplier of transports; empty for the JDK's HTTP client. */
    Optional<Supplier<Transport>> transport() {
        return Optional.ofNullable(values.transport);
    }

    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    public Duration requestTimeout() {
        return values.requestTimeout;
    }

    public int retries() {
        return values.retries;
    }

    public Duration firstRetryDelay() {
        return values.firstRetryDelay;
    }

    public Duration maxRetryDelay() {
        return values.maxRetryDelay;
    }

    public Duration pollInterval() {
        return values.pollInterval;
    }

    public boolean adoptWiderFilters() {
        return values.adoptWiderFilters;
    }

    public boolean allowPasswordsInClear() {
        return values.allowPasswordsInClear;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private @Nullable Supplier<Transport> transport = null;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofMinutes(5);
        private int retries = 7;
        private Duration firstRetryDelay = Duration.ofMillis(200);
        private Duration maxRetryDelay = Duration.ofSeconds(10);
        private Duration pollInterval = Duration.ofMillis(200);
        private boolean adoptWiderFilters = false;
        private boolean allowPasswordsInClear = false;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Supplies the transport of each connection. Default: the JDK's HTTP client. Danger: a transport that follows
         * redirects can send passwords to other hosts.
         */
        public Builder transport(Supplier<Transport> value) {
            this.transport = value;
            return this;
        }

        /** Longest time that a client waits for a connection. Default: 10 s. */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = Checks.positive("client.connectTimeout", value);
            return this;
        }

        /**
         * Longest time that a client waits while neither a request nor its answer makes progress.
         * {@link LimitSettings.Builder#minBytesPerSecond(int)} limits the total time. Default: 5 min. Danger: servers
         * without ASYNC_OPERATIONS do all their work inside one request and are silent meanwhile; a short timeout cuts
         * them off.
         */
        public Builder requestTimeout(Duration value) {
            this.requestTimeout = Checks.positive("client.requestTimeout", value);
            return this;
        }

        /**
         * Number of times that a client repeats a request that got no answer, or status 502, 503 or 504; 0 for never.
         * Default: 7, which takes half a minute with the default delays.
         */
        public Builder retries(int value) {
            this.retries = (int) Checks.atLeast("client.retries", value, 0);
            return this;
        }

        /**
         * Delay before the first repetition of a request. It doubles with each repetition, and a random part of it, up
         * to half, is left out. Default: 200 ms.
         */
        public Builder firstRetryDelay(Duration value) {
            this.firstRetryDelay = Checks.positive("client.firstRetryDelay", value);
            return this;
        }

        /** Longest delay before a repetition or a poll. Default: 10 s. */
        public Builder maxRetryDelay(Duration value) {
            this.maxRetryDelay = Checks.positive("client.maxRetryDelay", value);
            return this;
        }

        /**
         * Delay before a client asks whether the server has finished a stage. It doubles after the first and after the
         * second poll. Default: 200 ms.
         */
        public Builder pollInterval(Duration value) {
            this.pollInterval = Checks.positive("client.pollInterval", value);
            return this;
        }

        /**
         * Whether this side, as a client, adopts the filter of a server that opens a push or a pull with a wider filter
         * than requested. Both certificates have to allow that filter. Default: false; such a transfer is refused.
         * Danger: more is exchanged than the application has requested.
         */
        public Builder adoptWiderFilters(boolean value) {
            this.adoptWiderFilters = value;
            return this;
        }

        /**
         * Whether this side, as a client, sends a password over http to a server that runs Python Morango. Default:
         * false; only over https and to this machine. Servers of this library receive passwords sealed, over http as
         * well. Danger: everybody on the way can read the password.
         */
        public Builder allowPasswordsInClear(boolean value) {
            this.allowPasswordsInClear = value;
            return this;
        }

        ClientSettings build() {
            return new ClientSettings(copy());
        }
    }
}
