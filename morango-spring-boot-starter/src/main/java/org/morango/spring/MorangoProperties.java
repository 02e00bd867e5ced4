package org.morango.spring;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationText;
import org.morango.live.SyncDirection;
import org.morango.servlet.ForwardedHeaders;
import org.morango.session.Capability;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the starter.
 *
 * @param enabled Whether the application is a peer. Default: if it has entities that are marked with Syncable in the
 *     packages where Spring Boot searches for entities.
 * @param migrate Whether to create the tables of the library and of the starter, if the application uses Flyway.
 * @param adopt Adoption of the rows that the application had before it had the library.
 * @param server Endpoints for other peers.
 * @param settings Settings of the library. Settings without a value keep the default of the library.
 * @param security Permission to get certificates, if the application has Spring Security.
 * @param createRoot Id of the scope definition of a root certificate to create if the application has no certificate
 *     of its profile yet. For the one peer that the others join.
 * @param keepInSync Whether this node keeps in sync with the peers below. If not, it syncs on request only.
 * @param peers Peers to sync with.
 * @param localNetwork Search for peers on the local network, with morango-discovery.
 */
@ConfigurationProperties("morango")
public record MorangoProperties(
        @Nullable Boolean enabled,
        @DefaultValue("true") boolean migrate,
        @DefaultValue Adopt adopt,
        @DefaultValue Server server,
        @DefaultValue Settings settings,
        @DefaultValue Security security,
        @Nullable String createRoot,
        @DefaultValue("true") boolean keepInSync,
        @DefaultValue List<Peer> peers,
        @DefaultValue LocalNetwork localNetwork) {

    public MorangoProperties {
        peers = List.copyOf(peers);
        Set<String> names = new HashSet<>();
        for (Peer peer : peers) {
            if (!names.add(peer.label())) {
                throw new MorangoException("Two of morango.peers have the name " + peer.label() + ".");
            }
        }
    }

    /**
     * Adoption of the rows that the application had before it had the library.
     *
     * @param enabled Whether to make records of such rows when the application has started, in a thread of its own. Does
     *     nothing to rows that have records, so that it may stay on; each start then reads all synced tables once.
     * @param matching Attributes by which rows are the same as records of other peers, by the name of the entity.
     */
    public record Adopt(
            @DefaultValue("false") boolean enabled,
            @DefaultValue Map<String, List<String>> matching) {}

    /**
     * Endpoints for other peers.
     *
     * @param enabled Whether the application's own web server serves other peers.
     * @param path Path below the application's context path, to which peers connect.
     * @param trustedProxies Addresses and networks (10.0.0.0/8) of the proxies that are trusted to report the caller.
     *     Leave it empty if the web server evaluates their headers.
     * @param forwardedHeaders Headers that these proxies set; others are ignored.
     */
    public record Server(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/") String path,
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("x-forwarded-for") ForwardedHeaders forwardedHeaders) {

        /** Returns the path without a slash at the end; empty for the root. */
        public String basePath() {
            String leading = path.startsWith("/") ? path : "/" + path;
            return leading.endsWith("/") ? leading.substring(0, leading.length() - 1) : leading;
        }
    }

    /**
     * Settings of the library.
     *
     * @param capabilities Capabilities that this peer announces. Default: all but ALLOW_CERTIFICATE_PUSHING.
     * @param name Name that people have given to this device. Peers with which it syncs show it. Default: none.
     * @param info Members that the application adds to morangoinfo, which everybody can read.
     * @param installation Name that distinguishes this installation from a copy of its database, if the location of the
     *     database changes with each start. Default: the location.
     * @param client Settings for connections to servers: timeouts, retries, and passwords.
     * @param server Settings for serving clients: addresses, threads, and rate limits.
     * @param trust Settings for nonces, and for the certificates and sessions that this side accepts.
     * @param limits Settings for the size of chunks, and for limits on what this side accepts.
     * @param sessions Settings for the timeouts of stages and sessions, and for the storage of closed sessions.
     * @param live Settings for peers that keep in sync, and for the hints that this server gives them.
     */
    public record Settings(
            @Nullable Set<Capability> capabilities,
            @Nullable String name,
            @DefaultValue Map<String, String> info,
            @Nullable String installation,
            @DefaultValue Client client,
            @DefaultValue Serving server,
            @DefaultValue Trust trust,
            @DefaultValue Limits limits,
            @DefaultValue Sessions sessions,
            @DefaultValue Live live) {}

    /**
     * Settings for connections to servers: timeouts, retries, and passwords.
     *
     * @param allowPasswordsInClear Whether passwords are sent over http to servers that run Python Morango. Default:
     *     false.
     * @param adoptWiderFilters Whether to adopt the filter of a server that opens a transfer with a wider filter than
     *     requested, if both certificates allow it. Default: false.
     * @param connectTimeout Longest time to wait for a connection. Default: 10s.
     * @param requestTimeout Longest time to wait while neither a request nor its answer makes progress. Default: 5m.
     * @param retries Number of times to repeat a request that got no answer, or status 502, 503 or 504. Default: 7.
     * @param firstRetryDelay Delay before the first repetition of a request; it doubles with each repetition. Default:
     *     200ms.
     * @param maxRetryDelay Longest delay before a repetition or a poll. Default: 10s.
     * @param pollInterval Delay before asking whether the server has finished a stage; it doubles after the first and
     *     after the second poll. Default: 200ms.
     */
    public record Client(
            @Nullable Boolean allowPasswordsInClear,
            @Nullable Boolean adoptWiderFilters,
            @Nullable Duration connectTimeout,
            @Nullable Duration requestTimeout,
            @Nullable Integer retries,
            @Nullable Duration firstRetryDelay,
            @Nullable Duration maxRetryDelay,
            @Nullable Duration pollInterval) {}

    /**
     * Settings for serving clients: addresses, threads, and rate limits.
     *
     * @param allowedHosts Host names that requests at a loopback address may use besides localhost and loopback
     *     addresses. Default: none.
     * @param allowedOrigins Origins of pages that may use this server from a browser. Default: none.
     * @param rateLimits Limits on what this server does for one network within a minute.
     * @param bindAddress Local address of servers that the application starts with Peer.serve. Default: all.
     * @param threads Number of requests that such a server handles at once. The application's web server has its own
     *     setting. Default: 16.
     * @param callerTimeout Time after which such a server disconnects a caller that sends or receives nothing. The
     *     application's web server has its own setting. Default: 60s.
     * @param asyncAfter Time after which this server answers that a stage continues in the background. Default: 2s.
     * @param stageThreads Number of stages that this server runs at once. Default: 4.
     */
    public record Serving(
            @Nullable Set<String> allowedHosts,
            @Nullable Set<String> allowedOrigins,
            @DefaultValue RateLimits rateLimits,
            @Nullable InetAddress bindAddress,
            @Nullable Integer threads,
            @Nullable Duration callerTimeout,
            @Nullable Duration asyncAfter,
            @Nullable Integer stageThreads) {}

    /**
     * Settings for nonces, and for the certificates and sessions that this side accepts.
     *
     * @param nonceLifetime Time for which a nonce of this server is valid. Default: 60s.
     * @param clockLeeway Allowed difference between the clocks of this peer and of others when certificates expire.
     *     Default: 5m.
     * @param certificateLifetime Lifetime of the certificates that this peer issues to others on request. Default: no
     *     limit.
     * @param invitationLifetime Time for which an invitation can be used, unless its own terms say otherwise. Default:
     *     24h.
     * @param acceptedRoots Ids of the roots under which pushed certificates are stored, besides the roots under which
     *     this server has a certificate already. Default: none.
     * @param allowPlainMorango Whether peers that know only Python Morango's protocol, such as Kolibri, may sync in
     *     sessions that are not bound. Default: false. PeerSettings describes the dangers.
     * @param wipeLostAccess Whether rows that no valid certificate covers any more are removed from this database, once
     *     they are sent. Default: false.
     */
    public record Trust(
            @Nullable Duration nonceLifetime,
            @Nullable Duration clockLeeway,
            @Nullable Duration certificateLifetime,
            @Nullable Duration invitationLifetime,
            @Nullable Set<String> acceptedRoots,
            @Nullable Boolean allowPlainMorango,
            @Nullable Boolean wipeLostAccess) {}

    /**
     * Settings for the size of chunks, and for limits on what this side accepts.
     *
     * @param chunkSize Most records in one request of a push or a pull. Default: 2000.
     * @param chunkBytes Most bytes in one request of a push or one answer of a pull, as they cross the wire; fewer if
     *     they do not get through. Default: 524288.
     * @param chunkCharacters Most content of one chunk that this side reads into memory, in characters before
     *     compression. Default: 1048576.
     * @param maxChunkRecords Most records that this side accepts or returns in one request. Default: 10000.
     * @param maxBodySize Largest body that this side accepts, both compressed and uncompressed. Default: 256MB.
     * @param maxBodySizeAtOnce Largest total of uncompressed bodies that this server holds in memory at once. Default:
     *     a quarter of the memory that the process may use.
     * @param minBytesPerSecond Lowest average rate at which the other side has to send or receive a body, once its
     *     first callerTimeout or requestTimeout is over; 0 for no limit. Default: 100.
     * @param outboxNotes Number of notes in the outbox after which those of the same rows are merged. Default: 10000.
     */
    public record Limits(
            @Nullable Integer chunkSize,
            @Nullable Integer chunkBytes,
            @Nullable Long chunkCharacters,
            @Nullable Integer maxChunkRecords,
            @Nullable DataSize maxBodySize,
            @Nullable DataSize maxBodySizeAtOnce,
            @Nullable Integer minBytesPerSecond,
            @Nullable Integer outboxNotes) {}

    /**
     * Settings for the timeouts of stages and sessions, and for the storage of closed sessions.
     *
     * @param stageTimeout Longest time to wait for a stage of the other side. Default: 1h.
     * @param staleAfter Time after which an unused session is abandoned. Default: 7d.
     * @param keptFor How long closed sessions are stored. Default: 30d.
     * @param kept Most closed sessions that are stored. Default: 10000.
     */
    public record Sessions(
            @Nullable Duration stageTimeout,
            @Nullable Duration staleAfter,
            @Nullable Duration keptFor,
            @Nullable Integer kept) {}

    /**
     * Settings for peers that keep in sync, and for the hints that this server gives them.
     *
     * @param gatherFor Time for which commits are gathered before they are sent, or hinted at. Default: 10ms.
     * @param databasePoll Interval at which the database is asked whether another process has changed it, while a peer
     *     keeps in sync or listens for hints. Default: 100ms.
     * @param checkInterval Interval at which a client that gets hints checks that it has missed none. Default: 5m.
     * @param pollInterval Interval at which a client asks a server that gives no hints, such as Python Morango. Default:
     *     30s.
     * @param maxRetryDelay Longest delay before a client tries again to reach a server. Default: 2s.
     * @param refusedRetryDelay Longest delay before a client tries again after a server has refused it, or a database
     *     has. Default: 1m.
     * @param lease Time after which another process on the same database takes over from one that has died. Default:
     *     30s.
     * @param renewAt Share of the lifetime of a certificate that is left when it is renewed. Default: 0.33.
     * @param heartbeat Interval at which this server shows each listener that the connection still works. Default: 15s.
     * @param streamLifetime Longest time after which this server asks a listener to come again. Default: 10m.
     * @param maxListeners Most listeners that this server has at once. Default: 10000.
     */
    public record Live(
            @Nullable Duration gatherFor,
            @Nullable Duration databasePoll,
            @Nullable Duration checkInterval,
            @Nullable Duration pollInterval,
            @Nullable Duration maxRetryDelay,
            @Nullable Duration refusedRetryDelay,
            @Nullable Duration lease,
            @Nullable Double renewAt,
            @Nullable Duration heartbeat,
            @Nullable Duration streamLifetime,
            @Nullable Integer maxListeners) {}

    /**
     * Limits on what this server does for one network within a minute; 0 for no limit.
     *
     * @param requests Requests of any kind.
     * @param openings Nonces, of which each session takes one.
     * @param wrongPasswords Wrong passwords for one account in requests for certificates.
     */
    public record RateLimits(
            @DefaultValue("0") int requests,
            @DefaultValue("6000") int openings,
            @DefaultValue("20") int wrongPasswords) {}

    /**
     * Permission to get certificates, with Spring Security.
     *
     * @param signingAuthority Authority that a user needs to get a certificate of any scope. With a colon and the id of
     *     a scope definition appended, it is sufficient for that scope.
     */
    public record Security(@DefaultValue("MORANGO_SIGN") String signingAuthority) {}

    /**
     * A peer to sync with.
     *
     * @param url Base address of the peer; that of the invitation if there is one.
     * @param invitation Invitation by which to get a certificate if this database has none. A secret: better in the
     *     environment (MORANGO_PEERS_0_INVITATION) than on the command line.
     * @param name Name of the peer in logs, events and the database. Default: the URL.
     * @param keepInSync Whether to sync by itself. If not, the application syncs with it on request only.
     * @param interval Time from the start of one sync to the start of the next. Default: none; changes are exchanged as
     *     they are made.
     * @param filter Partitions to sync. Default: all that the certificates allow.
     * @param first Partitions that the first sync brings before all others, in this order.
     * @param direction Whether to pull, to push, or both.
     * @param certificate Id of the own certificate to sync with, or of its root. A certificate that renews it is used
     *     in its place. Default: the newest valid certificate that allows everything that the others allow.
     * @param join How to get a certificate from the peer if this database has none to sync with. Default: the application
     *     requests it.
     */
    public record Peer(
            @Nullable String url,
            @Nullable String invitation,
            @Nullable String name,
            @DefaultValue("true") boolean keepInSync,
            @Nullable Duration interval,
            @DefaultValue List<String> filter,
            @DefaultValue List<String> first,
            @DefaultValue("BOTH") SyncDirection direction,
            @Nullable String certificate,
            @Nullable Join join) {

        public Peer {
            if ((url == null || url.isBlank()) && invitation == null) {
                throw new MorangoException("Each of morango.peers needs a url, or an invitation.");
            }
        }

        /** Returns the name, or the URL if there is no name. */
        public String label() {
            return name == null ? address() : name;
        }

        /** Returns the URL; without one, the address of the invitation. */
        public String address() {
            return url == null ? invited().orElseThrow().address() : url;
        }

        /** Returns the invitation. */
        public Optional<InvitationText> invited() {
            return Optional.ofNullable(invitation).map(InvitationText::parse);
        }

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Peer[" + label() + "]";
        }
    }

    /**
     * Search for peers on the local network.
     *
     * @param enabled Whether to announce the application on the local network, and to keep in sync with the peers of its
     *     roots that are found there.
     * @param interfaces Names of the network interfaces. Default: those that are up and neither virtual nor loopback, at
     *     most 4.
     */
    public record LocalNetwork(
            @DefaultValue("false") boolean enabled,
            @DefaultValue Set<String> interfaces) {}

    /**
     * How to get a certificate from a peer.
     *
     * @param user User of the peer's application.
     * @param password Password of that user.
     * @param token Bearer token in place of user and password.
     * @param root Id of the root certificate under which to join. Default: the only one that the peer offers, if it is
     *     reached by https or at a loopback address.
     * @param scope Id of the scope definition of the certificate. Default: that of the root.
     * @param params Parameters of the scope. Default: those that the root has.
     */
    public record Join(
            @Nullable String user,
            @Nullable String password,
            @Nullable String token,
            @Nullable String root,
            @Nullable String scope,
            @DefaultValue Map<String, String> params) {

        /** Shows no secret. */
        @Override
        public String toString() {
            return "Join[user=" + user + ", root=" + root + ", scope=" + scope + ", params=" + params + "]";
        }
    }
}
