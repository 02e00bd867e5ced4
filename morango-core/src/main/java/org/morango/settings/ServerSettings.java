package org.morango.settings;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;

/** How this side serves clients, and who may ask it for certificates. Immutable; {@link Builder} describes each setting. */
public final class ServerSettings {
    static final ServerSettings DEFAULTS = new ServerSettings(new Builder());

    /** A copy that nobody else holds. */
    private final Builder values;

    private ServerSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    public UserAuthenticator authenticator() {
        return values.authenticator;
    }

    public SigningPermission signingPermission() {
        return values.signingPermission;
    }

    public RateLimits rateLimits() {
        return values.rateLimits;
    }

    public Optional<InetAddress> bindAddress() {
        return Optional.ofNullable(values.bindAddress);
    }

    public int threads() {
        return values.threads;
    }

    public Duration callerTimeout() {
        return values.callerTimeout;
    }

    public Duration asyncAfter() {
        return values.asyncAfter;
    }

    public int stageThreads() {
        return values.stageThreads;
    }

    public Set<String> allowedHosts() {
        return values.allowedHosts;
    }

    public Set<String> allowedOrigins() {
        return values.allowedOrigins;
    }

    /** Collects settings; not safe for use by several threads. */
    public static final class Builder implements Cloneable {
        private UserAuthenticator authenticator = UserAuthenticator.NOBODY;
        private SigningPermission signingPermission = SigningPermission.NOTHING;
        private RateLimits rateLimits = RateLimits.DEFAULT;
        private @Nullable InetAddress bindAddress = null;
        private int threads = 16;
        private Duration callerTimeout = Duration.ofSeconds(60);
        private Duration asyncAfter = Duration.ofSeconds(2);
        private int stageThreads = 4;
        private Set<String> allowedHosts = Set.of();
        private Set<String> allowedOrigins = Set.of();

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Who may ask this server for certificates. Default: nobody. Danger: it is open to guessing of passwords; slow it
         * down or lock accounts.
         */
        public Builder authenticator(UserAuthenticator value) {
            this.authenticator = value;
            return this;
        }

        /** Which certificates those users may have. Default: none. Danger: a certificate is good until it expires or is revoked. */
        public Builder signingPermission(SigningPermission value) {
            this.signingPermission = value;
            return this;
        }

        /**
         * How much this server does for one address within a minute. Default: {@link RateLimits#DEFAULT}. Danger: without a
         * limit passwords can be guessed; with low ones, many peers behind one address get in each other's way.
         */
        public Builder rateLimits(RateLimits value) {
            this.rateLimits = Objects.requireNonNull(value);
            return this;
        }

        /**
         * The local address to serve on; null for all. Default: all. Danger: on all addresses, whoever reaches the machine
         * reaches the server; it speaks plain HTTP.
         */
        public Builder bindAddress(@Nullable InetAddress value) {
            this.bindAddress = value;
            return this;
        }

        /**
         * Requests that a server of {@link org.morango.Peer#serve} handles at once, from 1; those that wait for a slow caller do not count
         * meanwhile. Default 16. Danger: each may hold a database connection and a chunk in memory; further requests wait.
         */
        public Builder threads(int value) {
            this.threads = (int) Checks.atLeast("server.threads", value, 1);
            return this;
        }

        /**
         * How long a server of {@link org.morango.Peer#serve} waits for a caller that sends or takes nothing before it hangs up; the
         * lines before a body have to be there within it. Default 60 s, as proxies do. Danger: whoever is silent holds a
         * connection for so long, of which there are 256; beyond them the slowest are hung up on earlier.
         */
        public Builder callerTimeout(Duration value) {
            this.callerTimeout = Checks.positive("server.callerTimeout", value);
            return this;
        }

        /**
         * How long a server lets a client wait for a stage before it answers that the stage goes on in the background.
         * Default: 2 s. Danger: longer than a client's or proxy's own patience, it looks like a dead connection.
         */
        public Builder asyncAfter(Duration value) {
            this.asyncAfter = Checks.positive("server.asyncAfter", value);
            return this;
        }

        /**
         * How many stages a server runs at once. Default: 4. Danger: each takes two connections of the database's pool.
         */
        public Builder stageThreads(int value) {
            this.stageThreads = (int) Checks.atLeast("server.stageThreads", value, 1);
            return this;
        }

        /**
         * Names by which this server may be called at a loopback address, without port, besides {@code localhost} and numbers of
         * this machine. To be set where a proxy on this machine hands on the name by which it was called itself. Default: none.
         * Danger: a page whose name is allowed reaches the server through the browsers of this machine.
         */
        public Builder allowedHosts(Set<String> value) {
            this.allowedHosts = Checks.lowerCase(value);
            return this;
        }

        /**
         * Origins of pages that may use this server from a browser, as the header {@code Origin} names them, such as
         * {@code https://school.example}; headers for CORS are not set. Default: none; peers are not browsers. Danger: such
         * pages can do what the server's address alone allows, with everybody who visits them.
         */
        public Builder allowedOrigins(Set<String> value) {
            this.allowedOrigins = Checks.lowerCase(value);
            return this;
        }

        ServerSettings build() {
            return new ServerSettings(copy());
        }
    }
}
