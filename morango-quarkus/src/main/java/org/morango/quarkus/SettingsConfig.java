package org.morango.quarkus;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.morango.session.Capability;

/** Settings of the library. Settings without a value keep the default of the library. */
public interface SettingsConfig {
    /** Capabilities that this peer announces. Default: all but ALLOW_CERTIFICATE_PUSHING. */
    Optional<Set<Capability>> capabilities();

    /**
     * Name that people have given to this device. Peers with which it syncs show it. Default: none.
     */
    Optional<String> name();

    /** Members that the application adds to morangoinfo, which everybody can read. */
    Map<String, String> info();

    /**
     * Name that distinguishes this installation from a copy of its database, if the location of the database changes
     * with each start. Default: the location.
     */
    Optional<String> installation();

    /** Settings for connections to servers: timeouts, retries, and passwords. */
    Client client();

    /** Settings for serving clients: addresses, threads, and rate limits. */
    Server server();

    /** Settings for nonces, and for the certificates and sessions that this side accepts. */
    Trust trust();

    /** Settings for the size of chunks, and for limits on what this side accepts. */
    Limits limits();

    /** Settings for the timeouts of stages and sessions, and for the storage of closed sessions. */
    Sessions sessions();

    /** Settings for peers that keep in sync, and for the hints that this server gives them. */
    Live live();

    /** Settings for connections to servers: timeouts, retries, and passwords. */
    interface Client {
        /** Whether passwords are sent over http to servers that run Python Morango. Default: false. */
        Optional<Boolean> allowPasswordsInClear();

        /**
         * Whether to adopt the filter of a server that opens a transfer with a wider filter than requested, if both
         * certificates allow it. Default: false.
         */
        Optional<Boolean> adoptWiderFilters();

        /** Longest time to wait for a connection. Default: 10s. */
        Optional<Duration> connectTimeout();

        /** Longest time to wait while neither a request nor its answer makes progress. Default: 5m. */
        Optional<Duration> requestTimeout();

        /** Number of times to repeat a request that got no answer, or status 502, 503 or 504. Default: 7. */
        Optional<Integer> retries();

        /** Delay before the first repetition of a request; it doubles with each repetition. Default: 200ms. */
        Optional<Duration> firstRetryDelay();

        /** Longest delay before a repetition or a poll. Default: 10s. */
        Optional<Duration> maxRetryDelay();

        /**
         * Delay before asking whether the server has finished a stage; it doubles after the first and after the second
         * poll. Default: 200ms.
         */
        Optional<Duration> pollInterval();
    }

    /** Settings for serving clients: addresses, threads, and rate limits. */
    interface Server {
        /**
         * Host names that requests at a loopback address may use besides localhost and loopback addresses. Default:
         * none.
         */
        Optional<Set<String>> allowedHosts();

        /** Origins of pages that may use this server from a browser. Default: none. */
        Optional<Set<String>> allowedOrigins();

        /** Limits on what this server does for one network within a minute. */
        RateLimits rateLimits();

        /** Local address of servers that the application starts with Peer.serve. Default: all. */
        Optional<InetAddress> bindAddress();

        /**
         * Number of requests that such a server handles at once. The application's web server has its own setting.
         * Default: 16.
         */
        Optional<Integer> threads();

        /**
         * Time after which such a server disconnects a caller that sends or receives nothing. The application's web
         * server has its own setting. Default: 60s.
         */
        Optional<Duration> callerTimeout();

        /** Time after which this server answers that a stage continues in the background. Default: 2s. */
        Optional<Duration> asyncAfter();

        /** Number of stages that this server runs at once. Default: 4. */
        Optional<Integer> stageThreads();
    }

    /** Settings for nonces, and for the certificates and sessions that this side accepts. */
    interface Trust {
        /** Time for which a nonce of this server is valid. Default: 60s. */
        Optional<Duration> nonceLifetime();

        /** Allowed difference between the clocks of this peer and of others when certificates expire. Default: 5m. */
        Optional<Duration> clockLeeway();

        /** Lifetime of the certificates that this peer issues to others on request. Default: no limit. */
        Optional<Duration> certificateLifetime();

        /** Time for which an invitation can be used, unless its own terms say otherwise. Default: 24h. */
        Optional<Duration> invitationLifetime();

        /**
         * Ids of the roots under which pushed certificates are stored, besides the roots under which this server has a
         * certificate already. Default: none.
         */
        Optional<Set<String>> acceptedRoots();

        /**
         * Whether peers that know only Python Morango's protocol, such as Kolibri, may sync in sessions that are not
         * bound. Default: false. PeerSettings describes the dangers.
         */
        Optional<Boolean> allowPlainMorango();

        /**
         * Whether rows that no valid certificate covers any more are removed from this database, once they are sent.
         * Default: false.
         */
        Optional<Boolean> wipeLostAccess();
    }

    /** Settings for the size of chunks, and for limits on what this side accepts. */
    interface Limits {
        /** Most records in one request of a push or a pull. Default: 2000. */
        Optional<Integer> chunkSize();

        /**
         * Most bytes in one request of a push or one answer of a pull, as they cross the wire; fewer if they do not get
         * through. Default: 524288.
         */
        Optional<Integer> chunkBytes();

        /**
         * Most content of one chunk that this side reads into memory, in characters before compression. Default:
         * 1048576.
         */
        Optional<Long> chunkCharacters();

        /** Most records that this side accepts or returns in one request. Default: 10000. */
        Optional<Integer> maxChunkRecords();

        /** Largest body that this side accepts, both compressed and uncompressed. Default: 256MB. */
        Optional<MemorySize> maxBodySize();

        /**
         * Largest total of uncompressed bodies that this server holds in memory at once. Default: a quarter of the
         * memory that the process may use.
         */
        Optional<MemorySize> maxBodySizeAtOnce();

        /**
         * Lowest average rate at which the other side has to send or receive a body, once its first callerTimeout or
         * requestTimeout is over; 0 for no limit. Default: 100.
         */
        Optional<Integer> minBytesPerSecond();

        /** Number of notes in the outbox after which those of the same rows are merged. Default: 10000. */
        Optional<Integer> outboxNotes();
    }

    /** Settings for the timeouts of stages and sessions, and for the storage of closed sessions. */
    interface Sessions {
        /** Longest time to wait for a stage of the other side. Default: 1h. */
        Optional<Duration> stageTimeout();

        /** Time after which an unused session is abandoned. Default: 7d. */
        Optional<Duration> staleAfter();

        /** How long closed sessions are stored. Default: 30d. */
        Optional<Duration> keptFor();

        /** Most closed sessions that are stored. Default: 10000. */
        Optional<Integer> kept();
    }

    /** Settings for peers that keep in sync, and for the hints that this server gives them. */
    interface Live {
        /** Time for which commits are gathered before they are sent, or hinted at. Default: 10ms. */
        Optional<Duration> gatherFor();

        /**
         * Interval at which the database is asked whether another process has changed it, while a peer keeps in sync or
         * listens for hints. Default: 100ms.
         */
        Optional<Duration> databasePoll();

        /** Interval at which a client that gets hints checks that it has missed none. Default: 5m. */
        Optional<Duration> checkInterval();

        /** Interval at which a client asks a server that gives no hints, such as Python Morango. Default: 30s. */
        Optional<Duration> pollInterval();

        /** Longest delay before a client tries again to reach a server. Default: 2s. */
        Optional<Duration> maxRetryDelay();

        /** Longest delay before a client tries again after a server has refused it, or a database has. Default: 1m. */
        Optional<Duration> refusedRetryDelay();

        /** Time after which another process on the same database takes over from one that has died. Default: 30s. */
        Optional<Duration> lease();

        /** Share of the lifetime of a certificate that is left when it is renewed. Default: 0.33. */
        Optional<Double> renewAt();

        /** Interval at which this server shows each listener that the connection still works. Default: 15s. */
        Optional<Duration> heartbeat();

        /** Longest time after which this server asks a listener to come again. Default: 10m. */
        Optional<Duration> streamLifetime();

        /** Most listeners that this server has at once. Default: 10000. */
        Optional<Integer> maxListeners();
    }

    /** Limits on what this server does for one network within a minute; 0 for no limit. */
    interface RateLimits {
        /** Requests of any kind. */
        @WithDefault("0")
        int requests();

        /** Nonces, of which each session takes one. */
        @WithDefault("6000")
        int openings();

        /** Wrong passwords for one account in requests for certificates. */
        @WithDefault("20")
        int wrongPasswords();
    }
}
