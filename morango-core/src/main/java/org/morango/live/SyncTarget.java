package org.morango.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.morango.client.ConnectionException;
import org.morango.client.Joining;
import org.morango.client.SyncClientSignals;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationText;
import org.morango.record.Filter;

/** Whom to keep in sync with, and what. Immutable; {@link Builder} describes each part. */
public final class SyncTarget {
    /** The most characters of a name. */
    public static final int MAX_NAME = 200;

    private final String url;
    private final String name;
    private final @Nullable String certificate;
    private final @Nullable Filter filter;
    private final SyncDirection direction;
    private final List<Filter> first;
    private final SyncWindow window;
    private final boolean isLive;
    private final @Nullable Duration interval;
    private final Consumer<SyncClientSignals> signals;
    private final @Nullable Joining joining;
    private final @Nullable InvitationText invitation;

    private SyncTarget(Builder from) {
        this.url = from.url;
        this.name = from.name;
        this.certificate = from.certificate;
        this.filter = from.filter;
        this.direction = from.direction;
        this.first = List.copyOf(from.first);
        this.window = from.window;
        this.isLive = from.isLive;
        this.interval = from.interval;
        this.signals = from.signals;
        this.joining = from.joining;
        this.invitation = from.invitation;
    }

    /**
     * Returns a peer with which everything is synced that the certificates of both sides allow.
     *
     * @param url its base address, for example {@code http://city.example:8080/}
     * @throws ConnectionException if it is not an address
     */
    public static SyncTarget of(String url) {
        return at(url).build();
    }

    /**
     * Returns the peer that has issued an invitation, by which this database gets its certificate; to be described
     * further.
     */
    public static Builder invited(InvitationText invitation) {
        return at(invitation.address()).join(invitation);
    }

    /** As {@link #of}, to be described further. */
    public static Builder at(String url) {
        SyncConnection.checkAddress(url);
        return new Builder(url);
    }

    public String url() {
        return url;
    }

    public String name() {
        return name;
    }

    /** Returns the id of the own certificate to sync with, or of its root; that to join, if no other is set. */
    public Optional<String> certificate() {
        return Optional.ofNullable(certificate)
                .or(() -> invitation().map(InvitationText::rootId))
                .or(() -> joining().flatMap(Joining::root));
    }

    public Optional<Filter> filter() {
        return Optional.ofNullable(filter);
    }

    public boolean pulls() {
        return direction != SyncDirection.PUSH;
    }

    public boolean pushes() {
        return direction != SyncDirection.PULL;
    }

    public List<Filter> first() {
        return first;
    }

    public SyncWindow window() {
        return window;
    }

    /** Returns whether changes are exchanged as they are made. */
    public boolean isLive() {
        return isLive;
    }

    /** Returns the interval between syncs; empty if it is live, or syncs only on request. */
    public Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    /** Returns how it gets a certificate; empty if it does not by itself. */
    public Optional<Joining> joining() {
        return Optional.ofNullable(joining);
    }

    /** Returns the invitation by which it gets a certificate; empty if there is none. */
    public Optional<InvitationText> invitation() {
        return Optional.ofNullable(invitation);
    }

    Consumer<SyncClientSignals> signals() {
        return signals;
    }

    @Override
    public String toString() {
        return name.equals(url) ? url : name + " at " + url;
    }

    /** Builds a target; not thread-safe. */
    public static final class Builder {
        private final String url;
        private String name;
        private @Nullable String certificate;
        private @Nullable Filter filter;
        private SyncDirection direction = SyncDirection.BOTH;
        private final List<Filter> first = new ArrayList<>();
        private SyncWindow window = () -> true;
        private boolean isLive = true;
        private @Nullable Duration interval;
        private Consumer<SyncClientSignals> signals = signals -> {};
        private @Nullable Joining joining;
        private @Nullable InvitationText invitation;

        private Builder(String url) {
            this.url = url;
            this.name = url;
        }

        /**
         * Name in logs, errors and the database, where it tells this peer from others. Default: the address.
         *
         * @throws MorangoException if it is blank or has more than {@link #MAX_NAME} characters
         */
        public Builder name(String value) {
            if (value.isBlank() || value.length() > MAX_NAME) {
                throw new MorangoException("The name of a peer has 1 to " + MAX_NAME + " characters.");
            }
            this.name = value;
            return this;
        }

        /**
         * Id of the own certificate to sync with, or of its root. A certificate that renews it is used in its place.
         * Default: the newest valid one that allows everything that the others allow.
         */
        public Builder certificate(String value) {
            this.certificate = value;
            return this;
        }

        /**
         * Requests a certificate if this database has none to sync with, or its last one has expired. It is kept and
         * renewed from then on. After a revocation, none is requested. Default: another part of the application requests
         * it.
         */
        public Builder join(Joining value) {
            this.joining = value;
            return this;
        }

        /** As {@link #join(Joining)}, by an invitation: see {@code Peer.join}. */
        public Builder join(InvitationText value) {
            this.invitation = value;
            return this;
        }

        /** Partitions to sync. Default: all that the certificates of both sides allow. */
        public Builder filter(Filter value) {
            this.filter = value;
            return this;
        }

        /** Whether to receive, to send, or both. Default: both. */
        public Builder direction(SyncDirection value) {
            this.direction = value;
            return this;
        }

        /**
         * Adds partitions that the first sync brings before all others, in the order of the calls. They have to lie
         * inside the filter. Default: none.
         */
        public Builder first(Filter value) {
            first.add(value);
            return this;
        }

        /**
         * Syncs everything at intervals, in place of exchanging changes as they are made. No connection is held in
         * between. The next sync is due this long after the last one began, also if the application was started again
         * since. A sync that fails is tried again sooner.
         *
         * @throws MorangoException if the interval is not longer than zero
         */
        public Builder every(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new MorangoException("The interval between syncs has to be longer than zero.");
            }
            this.isLive = false;
            this.interval = value;
            return this;
        }

        /** Syncs only when {@link ContinuousSync#syncNow} is called. */
        public Builder onRequest() {
            this.isLive = false;
            this.interval = null;
            return this;
        }

        /**
         * Receives the signals of each session before it is used, to be listened to. Called by the syncing thread.
         * Default: nobody listens.
         */
        public Builder signals(Consumer<SyncClientSignals> value) {
            this.signals = value;
            return this;
        }

        /** Asks whether now is a good time to sync. Default: always. */
        public Builder when(SyncWindow value) {
            this.window = value;
            return this;
        }

        /** Returns the target. */
        public SyncTarget build() {
            if (name.length() > MAX_NAME) {
                throw new MorangoException(
                        "The address " + url + " is too long to be a name as well; give the peer a name.");
            }
            return new SyncTarget(this);
        }
    }
}
