package org.morango;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.client.Transport;
import org.morango.internal.protocol.CustomInfo;
import org.morango.observation.SyncObserver;
import org.morango.server.SigningPermission;
import org.morango.server.UserAuthenticator;
import org.morango.session.Capability;
import org.morango.session.StageOperation;
import org.morango.session.TransferStage;

/**
 * The settings of a peer; immutable. {@link #defaults()} is sufficient for most clients; a server that signs
 * certificates needs an authenticator and a signing permission. {@link Builder} describes each setting.
 */
public final class PeerSettings {

    /** A private copy. */
    private final Builder values;

    private PeerSettings(Builder from) {
        this.values = new Builder(from);
    }

    /** Returns the application's own operations at a stage, the first outermost. */
    public List<StageOperation> operations(TransferStage stage) {
        return Collections.unmodifiableList(values.operations.getOrDefault(stage, List.of()));
    }

    public Duration asyncAfter() {
        return values.asyncAfter;
    }

    public int stageThreads() {
        return values.stageThreads;
    }

    public Duration staleAfter() {
        return values.staleAfter;
    }

    public Duration sessionsKeptFor() {
        return values.sessionsKeptFor;
    }

    public int sessionsKept() {
        return values.sessionsKept;
    }

    /** Returns settings with all defaults. */
    public static PeerSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these settings. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    public Clock clock() {
        return values.clock;
    }

    public SecureRandom random() {
        return values.random;
    }

    public Threads threads() {
        return values.threads;
    }

    public Supplier<Transport> transport() {
        Supplier<Transport> own = values.transport;
        return own != null ? own : () -> Transport.jdk(connectTimeout(), threads(), minBytesPerSecond());
    }

    public Pause pause() {
        return values.pause;
    }

    public RateLimits rateLimits() {
        return values.rateLimits;
    }

    public Consumer<AuditEvent> auditListener() {
        return values.auditListener;
    }

    public List<SyncObserver> observers() {
        return Collections.unmodifiableList(values.observers);
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

    public int chunkSize() {
        return values.chunkSize;
    }

    public long chunkCharacters() {
        return values.chunkCharacters;
    }

    public int chunkBytes() {
        return values.chunkBytes;
    }

    public int maxChunkRecords() {
        return values.maxChunkRecords;
    }

    public long maxBodyBytes() {
        return values.maxBodyBytes;
    }

    public long maxBodyBytesAtOnce() {
        return values.maxBodyBytesAtOnce;
    }

    public Set<Capability> capabilities() {
        return Collections.unmodifiableSet(values.capabilities);
    }

    public Predicate<Certificate> acceptedRoots() {
        return values.acceptedRoots;
    }

    public Set<String> allowedHosts() {
        return values.allowedHosts;
    }

    public Set<String> allowedOrigins() {
        return values.allowedOrigins;
    }

    public boolean allowPlainMorango() {
        return values.allowPlainMorango;
    }

    public boolean allowPasswordsInClear() {
        return values.allowPasswordsInClear;
    }

    public boolean adoptWiderFilters() {
        return values.adoptWiderFilters;
    }

    public UserAuthenticator authenticator() {
        return values.authenticator;
    }

    public SigningPermission signingPermission() {
        return values.signingPermission;
    }

    public Optional<String> installation() {
        return Optional.ofNullable(values.installation);
    }

    public Map<String, Object> info() {
        return values.info;
    }

    public Optional<InetAddress> bindAddress() {
        return Optional.ofNullable(values.bindAddress);
    }

    public int serverThreads() {
        return values.serverThreads;
    }

    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    public Duration requestTimeout() {
        return values.requestTimeout;
    }

    public Duration callerTimeout() {
        return values.callerTimeout;
    }

    public int minBytesPerSecond() {
        return values.minBytesPerSecond;
    }

    public int retries() {
        return values.retries;
    }

    public Duration firstRetryDelay() {
        return values.firstRetryDelay;
    }

    public Duration maxRetryDelay() {
        return values.maxRetryDelay;
    }

    public Duration pollInterval() {
        return values.pollInterval;
    }

    public Duration stageTimeout() {
        return values.stageTimeout;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private Pause pause = duration -> Thread.sleep(duration.toMillis());
        private Threads threads = Threads.daemons();
        private @Nullable Supplier<Transport> transport = null;
        private Duration nonceLifetime = Duration.ofSeconds(60);
        private RateLimits rateLimits = RateLimits.DEFAULT;
        private Consumer<AuditEvent> auditListener = event -> {};
        private final List<SyncObserver> observers = new ArrayList<>();
        private KeyCipher keyCipher = KeyCipher.NONE;
        private Duration clockLeeway = Duration.ofMinutes(5);
        private @Nullable Duration certificateLifetime;
        private int chunkSize = 2_000;
        private int chunkBytes = 512 * 1024;
        private long chunkCharacters = 1024 * 1024;
        private int maxChunkRecords = 10_000;
        private long maxBodyBytes = 256L * 1024 * 1024;
        private long maxBodyBytesAtOnce = Runtime.getRuntime().maxMemory() / 4;
        private Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.ALLOW_CERTIFICATE_PUSHING));
        private Predicate<Certificate> acceptedRoots = root -> false;
        private Set<String> allowedHosts = Set.of();
        private Set<String> allowedOrigins = Set.of();
        private boolean allowPlainMorango = false;
        private boolean allowPasswordsInClear = false;
        private boolean adoptWiderFilters = false;
        private UserAuthenticator authenticator = UserAuthenticator.NOBODY;
        private SigningPermission signingPermission = SigningPermission.NOTHING;
        private Map<String, Object> info = Map.of();
        private @Nullable String installation = null;
        private @Nullable InetAddress bindAddress = null;
        private int serverThreads = 16;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofMinutes(5);
        private Duration callerTimeout = Duration.ofSeconds(60);
        private int minBytesPerSecond = 100;
        private int retries = 7;
        private Duration firstRetryDelay = Duration.ofMillis(200);
        private Duration maxRetryDelay = Duration.ofSeconds(10);
        private Duration pollInterval = Duration.ofMillis(200);
        private Duration stageTimeout = Duration.ofHours(1);
        private Duration asyncAfter = Duration.ofSeconds(2);
        private int stageThreads = 4;
        private Duration staleAfter = Duration.ofDays(7);
        private Duration sessionsKeptFor = Duration.ofDays(30);
        private int sessionsKept = 10_000;
        private final Map<TransferStage, List<StageOperation>> operations = new EnumMap<>(TransferStage.class);

        private Builder() {}

        private Builder(Builder from) {
            this.clock = from.clock;
            this.random = from.random;
            this.pause = from.pause;
            this.threads = from.threads;
            this.transport = from.transport;
            this.nonceLifetime = from.nonceLifetime;
            this.rateLimits = from.rateLimits;
            this.auditListener = from.auditListener;
            this.observers.addAll(from.observers);
            this.keyCipher = from.keyCipher;
            this.clockLeeway = from.clockLeeway;
            this.certificateLifetime = from.certificateLifetime;
            this.chunkSize = from.chunkSize;
            this.chunkCharacters = from.chunkCharacters;
            this.chunkBytes = from.chunkBytes;
            this.maxChunkRecords = from.maxChunkRecords;
            this.maxBodyBytes = from.maxBodyBytes;
            this.maxBodyBytesAtOnce = from.maxBodyBytesAtOnce;
            this.capabilities = from.capabilities;
            this.acceptedRoots = from.acceptedRoots;
            this.allowedHosts = from.allowedHosts;
            this.allowedOrigins = from.allowedOrigins;
            this.allowPlainMorango = from.allowPlainMorango;
            this.allowPasswordsInClear = from.allowPasswordsInClear;
            this.adoptWiderFilters = from.adoptWiderFilters;
            this.authenticator = from.authenticator;
            this.signingPermission = from.signingPermission;
            this.info = from.info;
            this.installation = from.installation;
            this.bindAddress = from.bindAddress;
            this.serverThreads = from.serverThreads;
            this.connectTimeout = from.connectTimeout;
            this.requestTimeout = from.requestTimeout;
            this.callerTimeout = from.callerTimeout;
            this.minBytesPerSecond = from.minBytesPerSecond;
            this.retries = from.retries;
            this.firstRetryDelay = from.firstRetryDelay;
            this.maxRetryDelay = from.maxRetryDelay;
            this.pollInterval = from.pollInterval;
            this.stageTimeout = from.stageTimeout;
            this.asyncAfter = from.asyncAfter;
            this.stageThreads = from.stageThreads;
            this.staleAfter = from.staleAfter;
            this.sessionsKeptFor = from.sessionsKeptFor;
            this.sessionsKept = from.sessionsKept;
            from.operations.forEach((stage, added) -> operations.put(stage, new ArrayList<>(added)));
        }

        /** Where the time comes from. Default: the system, in UTC. Danger: nonces expire by it, and sessions are dated by it. */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /**
         * Where ids, salts, keys and the jitter of retries come from. Default: a new {@link SecureRandom}. Danger: what is
         * made with a predictable one can be forged.
         */
        public Builder random(SecureRandom value) {
            this.random = value;
            return this;
        }

        /**
         * Where threads come from. Default: daemon threads of this library's own. Danger: a pool with fewer threads than it
         * was asked for can leave a server without answers.
         */
        public Builder threads(Threads value) {
            this.threads = value;
            return this;
        }

        /**
         * Makes what carries the requests of one connection. Default: the JDK's HTTP client. Danger: one that follows
         * redirections can hand passwords to other hosts.
         */
        public Builder transport(Supplier<Transport> value) {
            this.transport = value;
            return this;
        }

        /**
         * How to wait between retries and polls. Default: {@link Thread#sleep(long)}. Danger: one that does not wait
         * floods a busy peer with requests.
         */
        public Builder pause(Pause value) {
            this.pause = value;
            return this;
        }

        /**
         * How long a nonce of this server can be used, besides the {@link #clockLeeway} by which the clocks of several nodes may
         * differ. Default 60 s, see docs/protocol.md, "HTTP". Danger: a long one gives
         * time to misuse it, a short one locks out slow links.
         */
        public Builder nonceLifetime(Duration value) {
            this.nonceLifetime = positive("nonceLifetime", value);
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
         * Hears who has synced what when, and who was refused, besides the logger {@code org.morango.audit}; called by the
         * thread that does it, and may fail. Default: nobody. Danger: a slow one slows syncs down.
         */
        public Builder auditListener(Consumer<AuditEvent> value) {
            this.auditListener = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Adds one who watches stages, transfers and requests: for meters and traces. Default: nobody, besides the MDC and the
         * JDK's flight recorder. Danger: a slow one slows syncs down.
         */
        public Builder observer(SyncObserver value) {
            this.observers.add(Objects.requireNonNull(value));
            return this;
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
                throw new MorangoException("clockLeeway has to be zero or more, not " + value + ".");
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
            this.certificateLifetime = value == null ? null : positive("certificateLifetime", value);
            return this;
        }

        /**
         * The most records in one request of a push or a pull, from 1. Default 2,000. A chunk has fewer if they are large,
         * see {@link #chunkBytes(int)} and {@link #chunkCharacters(long)}. Each side holds up to three chunks in memory.
         */
        public Builder chunkSize(int value) {
            this.chunkSize = (int) atLeast("chunkSize", value, 1);
            return this;
        }

        /**
         * The most bytes in one request of a push or one answer of a pull, as they cross the wire: packed, where both sides
         * can. From 1,024; default 524,288, half of what nginx lets through unless it is told otherwise. A client begins
         * with 65,536, takes fewer when a chunk does not get through or takes long, and more while all goes well. A larger
         * record travels alone. Danger: a request above a proxy's limit is sent in vain before a smaller one follows.
         */
        public Builder chunkBytes(int value) {
            this.chunkBytes = (int) atLeast("chunkBytes", value, 1_024);
            return this;
        }

        /**
         * The most content of one chunk that this side reads into memory, in characters before compression, from 1. Default
         * 1,048,576. A longer record travels alone.
         */
        public Builder chunkCharacters(long value) {
            this.chunkCharacters = atLeast("chunkCharacters", value, 1);
            return this;
        }

        /**
         * The most records this side takes or gives in one request, from 1. Default 10,000. Danger: memory grows with it,
         * and peers with larger chunks are refused.
         */
        public Builder maxChunkRecords(int value) {
            this.maxChunkRecords = (int) atLeast("maxChunkRecords", value, 1);
            return this;
        }

        /**
         * The most bytes of a body that this side takes, packed as well as unpacked. Default 256 MiB. Danger: a hostile
         * peer can make this side hold so much in memory, once for each request under way.
         */
        public Builder maxBodyBytes(long value) {
            this.maxBodyBytes = atLeast("maxBodyBytes", value, 1);
            return this;
        }

        /**
         * The most bytes of bodies that this server has in memory at once, unpacked, all requests under way together; half of
         * it is for requests of bound sessions alone. What is beyond gets 503, and is to be sent again later. Default: a quarter of the most memory that the process may take.
         * Danger: with more, many large bodies at once can use up the memory; with less than one chunk, none gets through.
         */
        public Builder maxBodyBytesAtOnce(long value) {
            this.maxBodyBytesAtOnce = atLeast("maxBodyBytesAtOnce", value, 1);
            return this;
        }

        /**
         * What this peer tells others it can do. Default: all but ALLOW_CERTIFICATE_PUSHING. Danger: without FSIC_V2_FORMAT
         * more is sent than is needed; with ALLOW_CERTIFICATE_PUSHING whoever has a certificate can have this server hold
         * others under it, see {@link #acceptedRoots}.
         */
        public Builder capabilities(Set<Capability> value) {
            this.capabilities = value.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(value);
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

        /**
         * Names by which this server may be called at a loopback address, without port, besides {@code localhost} and numbers of
         * this machine. To be set where a proxy on this machine hands on the name by which it was called itself. Default: none.
         * Danger: a page whose name is allowed reaches the server through the browsers of this machine.
         */
        public Builder allowedHosts(Set<String> value) {
            this.allowedHosts = lowerCase(value);
            return this;
        }

        /**
         * Origins of pages that may use this server from a browser, as the header {@code Origin} names them, such as
         * {@code https://school.example}; headers for CORS are not set. Default: none; peers are not browsers. Danger: such
         * pages can do what the server's address alone allows, with everybody who visits them.
         */
        public Builder allowedOrigins(Set<String> value) {
            this.allowedOrigins = lowerCase(value);
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
         * Whether this side, as a client, tells a server of plain Morango a password over http. Default: false, only over https
         * and to this machine; servers of this library get it sealed, over http as well. Danger: everybody on the way can read
         * the password.
         */
        public Builder allowPasswordsInClear(boolean value) {
            this.allowPasswordsInClear = value;
            return this;
        }

        /**
         * Whether this side, as a client, takes over the filter of a server that opens a push or a pull with a wider one than
         * it was asked for, provided that both certificates allow it. Default: false, such a transfer is refused. Danger: more
         * is exchanged than the application asked for.
         */
        public Builder adoptWiderFilters(boolean value) {
            this.adoptWiderFilters = value;
            return this;
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
         * What the application adds to {@code morangoinfo} and to what a peer says of itself in a session: texts, numbers,
         * truth values, lists and maps. Default: nothing; the members of the protocol itself cannot be replaced. Danger:
         * anybody can read it.
         */
        public Builder info(Map<String, Object> value) {
            this.info = CustomInfo.checked(value);
            return this;
        }

        /**
         * What tells this installation from a copy of its database, in place of where the database is; null for that. A database
         * that is started under another name than before, or in another place, takes a new instance id. For databases whose place
         * changes with each start. Default: the place. Danger: with one name at a database and a copy of it, the copy is
         * noticed only when the two sync with each other; nodes of one database need the same.
         */
        public Builder installation(@Nullable String value) {
            this.installation = value;
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
         * Requests that a server of {@link Peer#serve} handles at once, from 1; those that wait for a slow caller do not count
         * meanwhile. Default 16. Danger: each may hold a database connection and a chunk in memory; further requests wait.
         */
        public Builder serverThreads(int value) {
            this.serverThreads = (int) atLeast("serverThreads", value, 1);
            return this;
        }

        /** How long a client waits for a connection. Default 10 s. */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = positive("connectTimeout", value);
            return this;
        }

        /**
         * How long a client waits while nothing of a request or its answer moves. Default 5 min; how long the whole takes is
         * bounded by {@link #minBytesPerSecond(int)}. Danger: servers without ASYNC_OPERATIONS do all their work inside one
         * request, and are silent meanwhile; a short time cuts them off.
         */
        public Builder requestTimeout(Duration value) {
            this.requestTimeout = positive("requestTimeout", value);
            return this;
        }

        /**
         * How long a server of {@link Peer#serve} waits for a caller that sends or takes nothing before it hangs up; the
         * lines before a body have to be there within it. Default 60 s, as proxies do. Danger: whoever is silent holds a
         * connection for so long, of which there are 256; beyond them the slowest are hung up on earlier.
         */
        public Builder callerTimeout(Duration value) {
            this.callerTimeout = positive("callerTimeout", value);
            return this;
        }

        /**
         * How fast the other side has to send or take a body, on average and after its first {@link #callerTimeout} or
         * {@link #requestTimeout}, in bytes a second; from 0, for no limit. Default 100: the slowest links that people sync
         * over carry a thousand, and a few requests may share one. Danger: with a low one a caller that sends a byte now and
         * then holds a thread for long; with a high one slow links are cut off.
         */
        public Builder minBytesPerSecond(int value) {
            this.minBytesPerSecond = (int) atLeast("minBytesPerSecond", value, 0);
            return this;
        }

        /**
         * How often a client repeats a request that got no answer, or 502, 503 or 504; 0 for never. Default 7, which takes
         * half a minute with the default delays.
         */
        public Builder retries(int value) {
            this.retries = (int) atLeast("retries", value, 0);
            return this;
        }

        /**
         * How long a client waits before the first repetition; it doubles each time, and a random half of it is left out.
         * Default 200 ms.
         */
        public Builder firstRetryDelay(Duration value) {
            this.firstRetryDelay = positive("firstRetryDelay", value);
            return this;
        }

        /** The longest that a client waits before a repetition or a poll. Default 10 s. */
        public Builder maxRetryDelay(Duration value) {
            this.maxRetryDelay = positive("maxRetryDelay", value);
            return this;
        }

        /**
         * How long a client waits before it asks again whether the server has finished a stage; it doubles each time.
         * Default 200 ms.
         */
        public Builder pollInterval(Duration value) {
            this.pollInterval = positive("pollInterval", value);
            return this;
        }

        /** How long in all a client waits for the server to finish one stage. Default 1 h. */
        public Builder stageTimeout(Duration value) {
            this.stageTimeout = positive("stageTimeout", value);
            return this;
        }

        /**
         * How long a server lets a client wait for a stage before it answers that the stage goes on in the background.
         * Default: 2 s. Danger: longer than a client's or proxy's own patience, it looks like a dead connection.
         */
        public Builder asyncAfter(Duration value) {
            this.asyncAfter = positive("asyncAfter", value);
            return this;
        }

        /**
         * How many stages a server runs at once. Default: 4. Danger: each takes two connections of the database's pool.
         */
        public Builder stageThreads(int value) {
            this.stageThreads = (int) atLeast("stageThreads", value, 1);
            return this;
        }

        /**
         * How long a session may lie unused before what it holds is dropped, when other sessions are opened; it cannot be
         * resumed then. Default: 7 days. Danger: shorter than a client's longest pause, it loses what was transferred.
         */
        public Builder staleAfter(Duration value) {
            this.staleAfter = positive("staleAfter", value);
            return this;
        }

        /**
         * How long closed sessions are kept, with their transfers and the ids of the records that these have changed. Older
         * ones are deleted, some at a time, when others are opened. Default: 30 days.
         */
        public Builder sessionsKeptFor(Duration value) {
            this.sessionsKeptFor = positive("sessionsKeptFor", value);
            return this;
        }

        /** How many closed sessions are kept at most, if they are not too old anyway. Default: 10,000. */
        public Builder sessionsKept(int value) {
            this.sessionsKept = (int) atLeast("sessionsKept", value, 0);
            return this;
        }

        /** Adds work of the application's own at a stage of every transfer, inside what was added before. Default: none. */
        public Builder operation(TransferStage stage, StageOperation operation) {
            operations.computeIfAbsent(stage, s -> new ArrayList<>()).add(operation);
            return this;
        }

        /** Returns the settings. */
        public PeerSettings build() {
            return new PeerSettings(this);
        }

        private static Set<String> lowerCase(Set<String> names) {
            return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new MorangoException("The setting " + name + " has to be longer than zero, not " + value + ".");
            }
            return value;
        }

        private static long atLeast(String name, long value, int least) {
            if (value < least) {
                throw new MorangoException(
                        "The setting " + name + " has to be at least " + least + ", not " + value + ".");
            }
            return value;
        }
    }
}
