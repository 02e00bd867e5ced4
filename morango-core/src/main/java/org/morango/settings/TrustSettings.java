package org.morango.settings;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.common.MorangoException;

/**
 * Settings for private keys, and for the certificates and sessions that this side accepts. Immutable; {@link Builder}
 * describes each setting.
 */
public final class TrustSettings {
    static final TrustSettings DEFAULTS = new TrustSettings(new Builder());

    /** A private copy. */
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

    public Duration invitationLifetime() {
        return values.invitationLifetime;
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

    public boolean wipeLostAccess() {
        return values.wipeLostAccess;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder implements Cloneable {
        private KeyCipher keyCipher = KeyCipher.NONE;
        private Duration clockLeeway = Duration.ofMinutes(5);
        private @Nullable Duration certificateLifetime;
        private Duration invitationLifetime = Duration.ofHours(24);
        private Duration nonceLifetime = Duration.ofSeconds(60);
        private boolean allowPlainMorango = false;
        private Predicate<Certificate> acceptedRoots = root -> false;
        private boolean wipeLostAccess = false;

        private Builder() {}

        private Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Encrypts the private keys in the database. Default: none; they are stored unencrypted. Danger: without a
         * cipher, everybody who can read the database can act under its certificates. If the key of the cipher is lost,
         * the certificates are lost as well.
         */
        public Builder keyCipher(KeyCipher value) {
            this.keyCipher = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Allowed difference between the clocks of this peer and of others. For this time after they expire,
         * certificates are still valid, and so are nonces from another node on the same database. Default: 5 min; zero
         * for no leeway. Danger: a long leeway keeps them valid for longer.
         */
        public Builder clockLeeway(Duration value) {
            if (value.isNegative()) {
                throw new MorangoException("trust.clockLeeway has to be zero or more, not " + value + ".");
            }
            this.clockLeeway = value;
            return this;
        }

        /**
         * Lifetime of the certificates that this peer issues to others on request; null for no limit. A certificate
         * expires with its ancestors at the latest. Python Morango ignores the lifetime. Default: no limit. Danger: a
         * peer whose certificate has expired cannot sync until it has a new one.
         */
        public Builder certificateLifetime(@Nullable Duration value) {
            this.certificateLifetime = value == null ? null : Checks.positive("trust.certificateLifetime", value);
            return this;
        }

        /**
         * Time for which an invitation can be used, unless its own terms say otherwise; at most 366 days. Default: 24 h.
         * Danger: until somebody joins by it, an invitation that has come into wrong hands lets them in.
         */
        public Builder invitationLifetime(Duration value) {
            this.invitationLifetime = Checks.positive("trust.invitationLifetime", value);
            return this;
        }

        /**
         * Time for which a nonce of this server is valid, besides the {@link #clockLeeway} by which the clocks of
         * several nodes may differ. See docs/protocol.md, "HTTP". Default: 60 s. Danger: a long lifetime leaves time
         * for misuse; a short one locks out slow links.
         */
        public Builder nonceLifetime(Duration value) {
            this.nonceLifetime = Checks.positive("trust.nonceLifetime", value);
            return this;
        }

        /**
         * Whether peers that know only Python Morango's protocol, such as Kolibri, may sync in sessions that are not
         * bound. A certificate that has opened a bound session with this side can open only bound sessions from then
         * on, whatever this setting says. Default: false. Danger: the signature that opens an unbound session does not
         * name the recipient, and no later message proves its origin. A server to which such a client connects can act
         * as that client at another server, and an attacker who can change the traffic can forge records. Such a server
         * receives passwords without proving anything, so any server that answers at its address gets them.
         */
        public Builder allowPlainMorango(boolean value) {
            this.allowPlainMorango = value;
            return this;
        }

        /**
         * Roots under which this server stores certificates that clients push, besides the roots under which it has a
         * certificate already. The predicate receives the root's certificate and is called by many threads. It applies
         * only with the capability ALLOW_CERTIFICATE_PUSHING. Default: none. Danger: the owner of an accepted root can
         * have every certificate under it stored here.
         */
        public Builder acceptedRoots(Predicate<Certificate> value) {
            this.acceptedRoots = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Whether rows and records that no valid certificate of this database covers any more are removed from it, after
         * a certificate of its own was revoked or has expired. That happens when it starts, or opens a session, and some
         * peer of the certificate has everything that may be sent under it. It is the same as leaving with a wipe:
         * nothing is deleted elsewhere. Default: false; they stay, and are not synced. Danger: a clock that is wrong by
         * years makes certificates expire, and their data has to be fetched again under new ones.
         */
        public Builder wipeLostAccess(boolean value) {
            this.wipeLostAccess = value;
            return this;
        }

        TrustSettings build() {
            return new TrustSettings(copy());
        }
    }
}
