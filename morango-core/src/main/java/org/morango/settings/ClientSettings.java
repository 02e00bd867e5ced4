package org.morango.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.transport.Transport;

/** How this side connects to servers, and how patient it is with them. Immutable; {@link Builder} describes each setting. */
public final class ClientSettings {
    static final ClientSettings DEFAULTS = new ClientSettings(new Builder());

    /** A copy that nobody else holds. */
    private final Builder values;

    private ClientSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    /** Empty for the JDK's HTTP client. */
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

    /** Collects settings; not safe for use by several threads. */
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
         * Makes what carries the requests of one connection. Default: the JDK's HTTP client. Danger: one that follows
         * redirections can hand passwords to other hosts.
         */
        public Builder transport(Supplier<Transport> value) {
            this.transport = value;
            return this;
        }

        /** How long a client waits for a connection. Default 10 s. */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = Checks.positive("client.connectTimeout", value);
            return this;
        }

        /**
         * How long a client waits while nothing of a request or its answer moves. Default 5 min; how long the whole takes is
         * bounded by {@link LimitSettings.Builder#minBytesPerSecond(int)}. Danger: servers without ASYNC_OPERATIONS do all their work inside one
         * request, and are silent meanwhile; a short time cuts them off.
         */
        public Builder requestTimeout(Duration value) {
            this.requestTimeout = Checks.positive("client.requestTimeout", value);
            return this;
        }

        /**
         * How often a client repeats a request that got no answer, or 502, 503 or 504; 0 for never. Default 7, which takes
         * half a minute with the default delays.
         */
        public Builder retries(int value) {
            this.retries = (int) Checks.atLeast("client.retries", value, 0);
            return this;
        }

        /**
         * How long a client waits before the first repetition; it doubles each time, and a random half of it is left out.
         * Default 200 ms.
         */
        public Builder firstRetryDelay(Duration value) {
            this.firstRetryDelay = Checks.positive("client.firstRetryDelay", value);
            return this;
        }

        /** The longest that a client waits before a repetition or a poll. Default 10 s. */
        public Builder maxRetryDelay(Duration value) {
            this.maxRetryDelay = Checks.positive("client.maxRetryDelay", value);
            return this;
        }

        /**
         * How long a client waits before it asks again whether the server has finished a stage; it doubles each time.
         * Default 200 ms.
         */
        public Builder pollInterval(Duration value) {
            this.pollInterval = Checks.positive("client.pollInterval", value);
            return this;
        }

        /**
         * Whether this side, as a client, takes over the filter of a server that opens a push or a pull with a wider one than
         * it was asked for, provided that both certificates allow it. Default: false, such a transfer is refused. Danger: more
         * is exchanged than the application asked for.
         */
        public Builder adoptWiderFilters(boolean value) {
            this.adoptWiderFilters = value;
            return this;
        }

        /**
         * Whether this side, as a client, tells a server of plain Morango a password over http. Default: false, only over https
         * and to this machine; servers of this library get it sealed, over http as well. Danger: everybody on the way can read
         * the password.
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
