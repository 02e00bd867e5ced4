package org.morango.settings;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.common.MorangoException;

/** How this side keeps its keys, and which certificates and sessions it believes. Immutable; {@link Builder} describes each setting. */
public final class TrustSettings {
    static final TrustSettings DEFAULTS = new TrustSettings(new Builder());

    /** A copy that nobody else holds. */
    private final Builder values;

    private TrustSettings(Builder values) {
        this.values = values;
    }

    Builder toBuilder() {
        return values.copy();
    }

    public KeyCipher keyCipher() {
        return values.keyCipher;
    }

    public Duration clockLeeway() {
        return values.clockLeeway;
    }

    public Optional<Duration> certificateLifetime() {
        return Optional.ofNullable(values.certificateLifetime);
    }

    public Duration nonceLifetime() {
        return values.nonceLifetime;
    }

    public boolean allowPlainMorango() {
        return values.allowPlainMorango;
    }

    public Predicate<Certificate> acceptedRoots() {
        return values.acceptedRoots;
    }

    /** Collects settings; not safe for use by several threads. */
    public static final class Builder implements Cloneable {
        private KeyCipher keyCipher = KeyCipher.NONE;
        private Duration clockLeeway = Duration.ofMinutes(5);
        private @Nullable Duration certificateLifetime;
        private Duration nonceLifetime = Duration.ofSeconds(60);
        private boolean allowPlainMorango = false;
        private Predicate<Certificate> acceptedRoots = root -> false;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * What the private keys in the database are encrypted with. Default: nothing; they are kept in plain text. Danger: who
         * loses the key loses the certificates, and whoever reads a database without it can act under them.
         */
        public Builder keyCipher(KeyCipher value) {
            this.keyCipher = Objects.requireNonNull(value);
            return this;
        }

        /**
         * How far this peer's clock may be from others': for so long expired certificates are still good, and nonces that another
         * node on the same database has made. Default 5 min; zero for not at all. Danger: a long one keeps them good for longer.
         */
        public Builder clockLeeway(Duration value) {
            if (value.isNegative()) {
                throw new MorangoException("trust.clockLeeway has to be zero or more, not " + value + ".");
            }
            this.clockLeeway = value;
            return this;
        }

        /**
         * For how long the certificates are good that this peer issues to others who ask for one; null for ever. Default:
         * for ever. They expire with those above them at the latest. A peer of the original does not look at it. Danger:
         * peers whose certificates have expired cannot sync until they have got new ones.
         */
        public Builder certificateLifetime(@Nullable Duration value) {
            this.certificateLifetime = value == null ? null : Checks.positive("trust.certificateLifetime", value);
            return this;
        }

        /**
         * How long a nonce of this server can be used, besides the {@link #clockLeeway} by which the clocks of several nodes may
         * differ. Default 60 s, see docs/protocol.md, "HTTP". Danger: a long one gives
         * time to misuse it, a short one locks out slow links.
         */
        public Builder nonceLifetime(Duration value) {
            this.nonceLifetime = Checks.positive("trust.nonceLifetime", value);
            return this;
        }

        /**
         * Whether peers that speak Morango alone, such as Kolibri, may take part, in sessions that are not bound. Default:
         * false. A certificate that has opened a bound session with this side opens only such from then on, whatever is set.
         * Danger: what a peer signs to open such a session does not say for whom, and nothing that follows is
         * proven. A server to which a client of that kind connects can act as that client at another server, and whoever can
         * change what crosses the wire can forge records. Such a server is told passwords without having proven anything, so
         * whoever answers at its address gets them.
         */
        public Builder allowPlainMorango(boolean value) {
            this.allowPlainMorango = value;
            return this;
        }

        /**
         * Under which roots this server takes certificates that clients push to it, besides those under which it holds one
         * already; asked for the root's certificate, by many threads. Only with the capability ALLOW_CERTIFICATE_PUSHING.
         * Default: none. Danger: whoever owns such a root can have everything under it stored here.
         */
        public Builder acceptedRoots(Predicate<Certificate> value) {
            this.acceptedRoots = Objects.requireNonNull(value);
            return this;
        }

        TrustSettings build() {
            return new TrustSettings(copy());
        }
    }
}
