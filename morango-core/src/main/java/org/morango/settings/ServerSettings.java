package org.morango.settings;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.access.SigningPermission;
import org.morango.access.TokenVerifier;
import org.morango.access.UserAuthenticator;

/**
 * Settings for serving clients: users and their certificates, addresses, threads, and rate limits. Immutable;
 * {@link Builder} describes each setting.
 */
public final class ServerSettings {
    static final ServerSettings DEFAULTS = new ServerSettings(new Builder());

    /** A private copy. */
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

    public TokenVerifier tokenVerifier() {
        return values.tokenVerifier;
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

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private UserAuthenticator authenticator = UserAuthenticator.NOBODY;
        private TokenVerifier tokenVerifier = TokenVerifier.NOBODY;
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
         * Authenticates the users who may request certificates from this server. Default: nobody may. Danger: callers
         * can guess passwords through it; slow them down or lock accounts.
         */
        public Builder authenticator(UserAuthenticator value) {
            this.authenticator = value;
            return this;
        }

        /**
         * Checks the tokens of callers who request certificates from this server. Default: no token is accepted. Danger:
         * a verifier that does not check for whom a token was issued accepts those of other applications.
         */
        public Builder tokenVerifier(TokenVerifier value) {
            this.tokenVerifier = value;
            return this;
        }

        /**
         * Decides which certificates those users may have. Default: none. Danger: a certificate is valid until it
         * expires or is revoked.
         */
        public Builder signingPermission(SigningPermission value) {
            this.signingPermission = value;
            return this;
        }

        /**
         * Limits on what this server does for one network within a minute. Default: {@link RateLimits#DEFAULT}. Danger:
         * without limits, passwords can be guessed; with low limits, many peers behind one address obstruct each other.
         */
        public Builder rateLimits(RateLimits value) {
            this.rateLimits = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Local address to listen on; null for all. Default: all. Danger: on all addresses, everybody who can reach the
         * machine can reach the server, which speaks plain HTTP.
         */
        public Builder bindAddress(@Nullable InetAddress value) {
            this.bindAddress = value;
            return this;
        }

        /**
         * Number of requests that a server of {@link org.morango.Peer#serve} handles at once, from 1. Requests do not
         * count while they wait for a slow caller. Default: 16. Danger: each request may hold a database connection and
         * a chunk in memory; further requests wait.
         */
        public Builder threads(int value) {
            this.threads = (int) Checks.atLeast("server.threads", value, 1);
            return this;
        }

        /**
         * Time after which a server of {@link org.morango.Peer#serve} disconnects a caller that sends or receives
         * nothing. The lines before a body have to arrive within this time. Default: 60 s, as in proxies. Danger: a
         * silent caller occupies one of 256 connections for this time; beyond them, the slowest callers are
         * disconnected earlier.
         */
        public Builder callerTimeout(Duration value) {
            this.callerTimeout = Checks.positive("server.callerTimeout", value);
            return this;
        }

        /**
         * Time for which a server lets a client wait for a stage. Then it answers that the stage continues in the
         * background. Default: 2 s. Danger: if this is longer than the timeout of a client or of a proxy, the
         * connection seems dead.
         */
        public Builder asyncAfter(Duration value) {
            this.asyncAfter = Checks.positive("server.asyncAfter", value);
            return this;
        }

        /**
         * Number of stages that a server runs at once. Default: 4. Danger: each stage takes two connections of the
         * database pool.
         */
        public Builder stageThreads(int value) {
            this.stageThreads = (int) Checks.atLeast("server.stageThreads", value, 1);
            return this;
        }

        /**
         * Host names, without a port, that requests at a loopback address may use besides {@code localhost} and
         * loopback addresses. Needed if a proxy on this machine passes on the host name that it was called by. Default:
         * none. Danger: a page with an allowed host name reaches the server through the browsers of this machine.
         */
        public Builder allowedHosts(Set<String> value) {
            this.allowedHosts = Checks.lowerCase(value);
            return this;
        }

        /**
         * Origins of pages that may use this server from a browser, as in the header {@code Origin}, such as
         * {@code https://school.example}. The server sets no headers for CORS. Default: none, because peers are not
         * browsers. Danger: through each visitor, such a page can do everything that the server's address alone allows.
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
