package org.morango.spring;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.servlet.ForwardedHeaders;
import org.morango.session.Capability;
import org.morango.spring.internal.ScheduledSyncRow;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What can be set by properties.
 *
 * @param enabled Whether the application is a peer at all.
 * @param server How other peers reach this one.
 * @param settings The settings of the library; what is not set keeps the library's default.
 * @param security How Spring Security, if the application has it, decides about certificates.
 * @param schedule How syncs with the peers below are run.
 * @param peers The peers to sync with.
 */
@ConfigurationProperties("morango")
public record MorangoProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Server server,
        @DefaultValue Settings settings,
        @DefaultValue Security security,
        @DefaultValue Schedule schedule,
        @DefaultValue List<Peer> peers) {

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
     * How other peers reach this one.
     *
     * @param enabled Whether the application's own web server serves other peers.
     * @param path Path below the application's context path; peers connect to it.
     * @param trustedProxies Addresses and networks (10.0.0.0/8) of the proxies whose word about the caller counts. Leave it
     *     empty if the web server sees to their headers.
     * @param forwardedHeaders The headers that these proxies set; others are ignored.
     */
    public record Server(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/") String path,
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("x-forwarded-for") ForwardedHeaders forwardedHeaders) {

        /** Without a slash at the end; empty for the root. */
        public String basePath() {
            String leading = path.startsWith("/") ? path : "/" + path;
            return leading.endsWith("/") ? leading.substring(0, leading.length() - 1) : leading;
        }
    }

    /**
     * The settings of the library.
     *
     * @param capabilities What this peer tells others it can do. Default: all but ALLOW_CERTIFICATE_PUSHING.
     * @param info What the application tells everybody about itself in morangoinfo.
     * @param installation What tells this installation from a copy of its database, if the place of the database changes
     *     with each start. Default: that place.
     * @param client How this side connects to servers, and how patient it is with them.
     * @param server How this side serves clients, and who may ask it for certificates.
     * @param trust How this side keeps its keys, and which certificates and sessions it believes.
     * @param limits How much travels at once, and how much this side accepts.
     * @param sessions How long sessions may take, and how long they are kept.
     */
    public record Settings(
            @Nullable Set<Capability> capabilities,
            @DefaultValue Map<String, String> info,
            @Nullable String installation,
            @DefaultValue Client client,
            @DefaultValue Serving server,
            @DefaultValue Trust trust,
            @DefaultValue Limits limits,
            @DefaultValue Sessions sessions) {}

    /**
     * How this side connects to servers, and how patient it is with them.
     *
     * @param allowPasswordsInClear Whether servers of plain Morango are told passwords over http. Default false.
     * @param adoptWiderFilters Whether to take over the filter of a server that opens a transfer with a wider one than it was
     *     asked for, if both certificates allow it. Default false.
     * @param connectTimeout How long to wait for a connection. Default 10s.
     * @param requestTimeout How long to wait while nothing of a request or its answer moves. Default 5m.
     * @param retries How often to repeat a request that got no answer, or 502, 503 or 504. Default 7.
     * @param firstRetryDelay How long to wait before the first repetition; it doubles each time. Default 200ms.
     * @param maxRetryDelay Longest wait before a repetition or a poll. Default 10s.
     * @param pollInterval How long to wait before asking again whether the server has finished a stage; it doubles each
     *     time. Default 200ms.
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
     * How this side serves clients, and who may ask it for certificates.
     *
     * @param allowedHosts Names by which this server may be called at a loopback address, besides localhost. Default:
     *     none.
     * @param allowedOrigins Origins of pages that may use this server from a browser. Default: none.
     * @param rateLimits How much this server does for one address within a minute.
     * @param bindAddress Local address of servers that the application starts by Peer.serve. Default: all.
     * @param threads Requests that such a server handles at once; the application's web server has its own setting.
     *     Default 16.
     * @param callerTimeout How long a server that the application starts by Peer.serve waits for a caller that sends or
     *     takes nothing; the application's web server has its own setting. Default 60s.
     * @param asyncAfter After what time a server answers that a stage goes on in the background. Default 2s.
     * @param stageThreads Stages that this server runs at once. Default 4.
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
     * How this side keeps its keys, and which certificates and sessions it believes.
     *
     * @param nonceLifetime How long a nonce of this server can be used. Default 60s.
     * @param clockLeeway How far this peer's clock may be from others' when certificates expire. Default 5m.
     * @param certificateLifetime For how long certificates are good that this peer issues to others who ask for one. Default: for
     *     ever.
     * @param acceptedRoots Ids of the roots under which pushed certificates are taken, besides those under which this
     *     server holds one. Default: none.
     * @param allowPlainMorango Whether peers that speak Morango alone, such as Kolibri, may take part, in sessions that are not
     *     bound. Default false. PeerSettings says what is dangerous about it.
     */
    public record Trust(
            @Nullable Duration nonceLifetime,
            @Nullable Duration clockLeeway,
            @Nullable Duration certificateLifetime,
            @Nullable Set<String> acceptedRoots,
            @Nullable Boolean allowPlainMorango) {}

    /**
     * How much travels at once, and how much this side accepts.
     *
     * @param chunkSize Most records in one request of a push or a pull. Default 2000.
     * @param chunkBytes Most bytes in one request of a push or one answer of a pull, as they cross the wire; fewer where
     *     they do not get through. Default 524288.
     * @param chunkCharacters Most content of one chunk that this side reads into memory, in characters before compression.
     *     Default 1048576.
     * @param maxChunkRecords Most records this side takes or gives in one request. Default 10000.
     * @param maxBodySize Largest body that this side takes, packed as well as unpacked. Default 256MB.
     * @param maxBodySizeAtOnce Most of all bodies that this server has in memory at once, unpacked. Default: a quarter of the
     *     memory that the process may take.
     * @param minBytesPerSecond How fast the other side has to send or take a body on average, once such a time is over; 0 for
     *     any speed. Default 100.
     */
    public record Limits(
            @Nullable Integer chunkSize,
            @Nullable Integer chunkBytes,
            @Nullable Long chunkCharacters,
            @Nullable Integer maxChunkRecords,
            @Nullable DataSize maxBodySize,
            @Nullable DataSize maxBodySizeAtOnce,
            @Nullable Integer minBytesPerSecond) {}

    /**
     * How long sessions may take, and how long they are kept.
     *
     * @param stageTimeout How long to wait for a stage of the other side. Default 1h.
     * @param staleAfter How long a session may lie unused before what it holds is dropped. Default 7d.
     * @param keptFor How long closed sessions are kept. Default 30d.
     * @param kept How many closed sessions are kept at most. Default 10000.
     */
    public record Sessions(
            @Nullable Duration stageTimeout,
            @Nullable Duration staleAfter,
            @Nullable Duration keptFor,
            @Nullable Integer kept) {}

    /**
     * How much this server does for one address within a minute; 0 for any number.
     *
     * @param requests Requests of any kind.
     * @param openings Nonces, of which each session takes one.
     * @param wrongPasswords Wrong passwords of those who ask for certificates.
     */
    public record RateLimits(
            @DefaultValue("0") int requests,
            @DefaultValue("6000") int openings,
            @DefaultValue("20") int wrongPasswords) {}

    /**
     * How Spring Security decides about certificates.
     *
     * @param signingAuthority Authority that a user needs to get a certificate of any scope; with a colon and the id of a
     *     scope definition appended, of that scope.
     */
    public record Security(@DefaultValue("MORANGO_SIGN") String signingAuthority) {}

    /**
     * How syncs are run.
     *
     * @param enabled Whether this node syncs by itself. Without, peers are synced with on request alone.
     * @param check How often to look which peers are due.
     * @param lease After what time another node may take over from one that died; renewed while a sync runs.
     * @param threads Peers that this node syncs with at once.
     * @param renewAt The share of its life that a certificate has left when a sync with its issuer renews it; up to a tenth
     *     more, so that not all devices ask at once. 0 for never.
     */
    public record Schedule(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("10s") Duration check,
            @DefaultValue("2m") Duration lease,
            @DefaultValue("2") int threads,
            @DefaultValue("0.33") double renewAt) {

        /** With more, a certificate would be renewed as soon as it is issued. */
        private static final double MOST_LEFT = 0.8;

        public Schedule {
            if (check.isNegative() || check.isZero() || lease.compareTo(Duration.ofSeconds(1)) < 0 || threads < 1) {
                throw new MorangoException("morango.schedule needs a check longer than zero, a lease of a second at"
                        + " least, and a thread.");
            }
            if (!(renewAt >= 0 && renewAt <= MOST_LEFT)) {
                throw new MorangoException(
                        "morango.schedule.renew-at is a share from 0 to " + MOST_LEFT + ", not " + renewAt + ".");
            }
        }
    }

    /**
     * A peer to sync with.
     *
     * @param url Its base address.
     * @param name Its name in logs, events and the database. Default: the URL.
     * @param interval How long after the begin of one sync the next is due. Without, it is synced with on request alone.
     * @param retryInterval How long after the begin of a sync that failed the next is due, if that is sooner.
     * @param filter Partitions to sync. Default: all that the certificates allow.
     * @param direction Whether to pull, to push, or both.
     * @param certificate Id of the own certificate to sync with, or of the root under which it is; whatever renews it is taken
     *     in its place. Default: the newest valid one of those that allow all that the others do.
     */
    public record Peer(
            String url,
            @Nullable String name,
            @Nullable Duration interval,
            @DefaultValue("1m") Duration retryInterval,
            @DefaultValue List<String> filter,
            @DefaultValue("BOTH") SyncDirection direction,
            @Nullable String certificate) {

        public Peer {
            if (url == null || url.isBlank()) {
                throw new MorangoException("Each of morango.peers needs a url.");
            }
            if (label(name, url).length() > ScheduledSyncRow.MAX_NAME) {
                throw new MorangoException(
                        "The names of morango.peers have at most " + ScheduledSyncRow.MAX_NAME + " characters.");
            }
        }

        /** Its name, or its URL if it has none. */
        public String label() {
            return label(name, url);
        }

        private static String label(@Nullable String name, String url) {
            return name == null ? url : name;
        }
    }
}
