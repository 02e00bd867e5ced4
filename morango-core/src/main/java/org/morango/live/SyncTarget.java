package org.morango.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.client.ConnectionException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.record.Filter;

/** Whom to keep in sync with, and what. Immutable; {@link Builder} describes each part. */
public final class SyncTarget {
    /** The most characters of a name. */
    public static final int MAX_NAME = 200;

    private final String url;
    private final String name;
    private final @Nullable String certificate;
    private final @Nullable Filter filter;
    private final boolean pulls;
    private final boolean pushes;
    private final List<Filter> first;
    private final SyncWindow window;

    private SyncTarget(Builder from) {
        this.url = from.url;
        this.name = from.name;
        this.certificate = from.certificate;
        this.filter = from.filter;
        this.pulls = from.pulls;
        this.pushes = from.pushes;
        this.first = List.copyOf(from.first);
        this.window = from.window;
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

    public Optional<String> certificate() {
        return Optional.ofNullable(certificate);
    }

    public Optional<Filter> filter() {
        return Optional.ofNullable(filter);
    }

    public boolean pulls() {
        return pulls;
    }

    public boolean pushes() {
        return pushes;
    }

    public List<Filter> first() {
        return first;
    }

    public SyncWindow window() {
        return window;
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
        private boolean pulls = true;
        private boolean pushes = true;
        private final List<Filter> first = new ArrayList<>();
        private SyncWindow window = () -> true;

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

        /** Partitions to sync. Default: all that the certificates of both sides allow. */
        public Builder filter(Filter value) {
            this.filter = value;
            return this;
        }

        /** Only receives. */
        public Builder pullOnly() {
            this.pulls = true;
            this.pushes = false;
            return this;
        }

        /** Only sends. */
        public Builder pushOnly() {
            this.pulls = false;
            this.pushes = true;
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
