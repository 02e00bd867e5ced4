package org.morango.quarkus;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.morango.live.SyncDirection;

/** Configuration that is read when the application starts. */
@ConfigMapping(prefix = "quarkus.morango")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface MorangoConfig {
    /**
     * Id of the scope definition of a root certificate to create if the application has no certificate of its profile
     * yet. For the one peer that the others join.
     */
    Optional<String> createRoot();

    /** Whether this node keeps in sync with the peers below. If not, it syncs on request only. */
    @WithDefault("true")
    boolean keepInSync();

    /** Whether to create the tables of the library, if the application uses Flyway. */
    @WithDefault("true")
    boolean migrate();

    /** Adoption of the rows that the application had before it had the library. */
    Adopt adopt();

    /** Search for peers on the local network, with morango-discovery. */
    LocalNetwork localNetwork();

    /** Peers to sync with, by their names in logs, events and the database. */
    Map<String, Peer> peers();

    /** Settings of the library. */
    SettingsConfig settings();

    /**
     * Role that a user needs to get a certificate of any scope, if the application has Quarkus Security. With a colon
     * and the id of a scope definition appended, it is sufficient for that scope.
     */
    @WithDefault("morango-sign")
    String signingRole();

    /** Adoption of the rows that the application had before it had the library. */
    interface Adopt {
        /**
         * Whether to make records of such rows when the application has started, in a thread of its own. Does nothing to
         * rows that have records, so that it may stay on; each start then reads all synced tables once.
         */
        @WithDefault("false")
        boolean enabled();

        /** Attributes by which rows are the same as records of other peers, by the name of the entity. */
        Map<String, List<String>> matching();
    }

    /** Search for peers on the local network, with morango-discovery. */
    interface LocalNetwork {
        /**
         * Whether to announce the application on the local network, and to keep in sync with the peers of its roots that
         * are found there.
         */
        @WithDefault("false")
        boolean enabled();

        /** Names of the network interfaces. Default: those that are up and neither virtual nor loopback, at most 4. */
        Optional<List<String>> interfaces();
    }

    /** A peer to sync with. */
    interface Peer {
        /** Base address of the peer. Default: that of the invitation. */
        Optional<String> url();

        /** Invitation of the peer: a text by which to get a certificate if this database has none to sync with. */
        Optional<String> invitation();

        /** Whether to sync by itself. If not, the application syncs with it on request only. */
        @WithDefault("true")
        boolean keepInSync();

        /**
         * Time from the start of one sync to the start of the next. Default: none; changes are exchanged as they are
         * made.
         */
        Optional<Duration> interval();

        /** Partitions to sync. Default: all that the certificates allow. */
        Optional<List<String>> filter();

        /** Partitions that the first sync brings before all others, in this order. */
        Optional<List<String>> first();

        /** Whether to pull, to push, or both. */
        @WithDefault("both")
        SyncDirection direction();

        /**
         * Id of the own certificate to sync with, or of its root. A certificate that renews it is used in its place.
         * Default: the newest valid certificate that allows everything that the others allow.
         */
        Optional<String> certificate();

        /**
         * How to get a certificate from the peer if this database has none to sync with. Default: the application
         * requests it.
         */
        Optional<Join> join();
    }

    /** How to get a certificate from a peer. */
    interface Join {
        /** User of the peer's application. */
        Optional<String> user();

        /** Password of that user. */
        Optional<String> password();

        /** Bearer token in place of user and password. */
        Optional<String> token();

        /**
         * Id of the root certificate under which to join. Default: the only one that the peer offers, if it is reached
         * by https or at a loopback address.
         */
        Optional<String> root();

        /** Id of the scope definition of the certificate. Default: that of the root. */
        Optional<String> scope();

        /** Parameters of the scope. Default: those that the root has. */
        Map<String, String> params();
    }
}
