package org.morango;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.CustomInfo;
import org.morango.server.SigningPermission;
import org.morango.server.UserAuthenticator;
import org.morango.session.Capability;

/**
 * What an application may set about a peer; immutable. {@link #defaults()} does for most clients; a server that signs
 * certificates needs an authenticator and a signing permission. {@link Builder} describes each setting.
 */
public final class PeerSettings {
    private final Clock clock;
    private final SecureRandom random;
    private final Pause pause;
    private final Duration nonceLifetime;
    private final int chunkSize;
    private final int maxChunkRecords;
    private final long maxBodyBytes;
    private final Set<Capability> capabilities;
    private final UserAuthenticator authenticator;
    private final SigningPermission signingPermission;
    private final Map<String, Object> info;
    private final @Nullable InetAddress bindAddress;
    private final int serverThreads;
    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final int retries;
    private final Duration firstRetryDelay;
    private final Duration maxRetryDelay;
    private final Duration pollInterval;
    private final Duration stageTimeout;

    private PeerSettings(Builder from) {
        this.clock = from.clock;
        this.random = from.random;
        this.pause = from.pause;
        this.nonceLifetime = from.nonceLifetime;
        this.chunkSize = from.chunkSize;
        this.maxChunkRecords = from.maxChunkRecords;
        this.maxBodyBytes = from.maxBodyBytes;
        this.capabilities = Collections.unmodifiableSet(from.capabilities);
        this.authenticator = from.authenticator;
        this.signingPermission = from.signingPermission;
        this.info = from.info;
        this.bindAddress = from.bindAddress;
        this.serverThreads = from.serverThreads;
        this.connectTimeout = from.connectTimeout;
        this.requestTimeout = from.requestTimeout;
        this.retries = from.retries;
        this.firstRetryDelay = from.firstRetryDelay;
        this.maxRetryDelay = from.maxRetryDelay;
        this.pollInterval = from.pollInterval;
        this.stageTimeout = from.stageTimeout;
    }

    /** Every setting at its default. */
    public static PeerSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    public Clock clock() {
        return clock;
    }

    public SecureRandom random() {
        return random;
    }

    public Pause pause() {
        return pause;
    }

    public Duration nonceLifetime() {
        return nonceLifetime;
    }

    public int chunkSize() {
        return chunkSize;
    }

    public int maxChunkRecords() {
        return maxChunkRecords;
    }

    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    public Set<Capability> capabilities() {
        return capabilities;
    }

    public UserAuthenticator authenticator() {
        return authenticator;
    }

    public SigningPermission signingPermission() {
        return signingPermission;
    }

    public Map<String, Object> info() {
        return info;
    }

    public Optional<InetAddress> bindAddress() {
        return Optional.ofNullable(bindAddress);
    }

    public int serverThreads() {
        return serverThreads;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    public Duration requestTimeout() {
        return requestTimeout;
    }

    public int retries() {
        return retries;
    }

    public Duration firstRetryDelay() {
        return firstRetryDelay;
    }

    public Duration maxRetryDelay() {
        return maxRetryDelay;
    }

    public Duration pollInterval() {
        return pollInterval;
    }

    public Duration stageTimeout() {
        return stageTimeout;
    }

    /** Makes settings; not safe for use by several threads. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private Pause pause = duration -> Thread.sleep(duration.toMillis());
        private Duration nonceLifetime = Duration.ofSeconds(60);
        private int chunkSize = 500;
        private int maxChunkRecords = 10_000;
        private long maxBodyBytes = 256L * 1024 * 1024;
        private Set<Capability> capabilities =
                EnumSet.of(Capability.ASYNC_OPERATIONS, Capability.FSIC_V2_FORMAT, Capability.GZIP_BUFFER_POST);
        private UserAuthenticator authenticator = credentials -> Optional.empty();
        private SigningPermission signingPermission = (user, parent, scope, params) -> false;
        private Map<String, Object> info = Map.of();
        private @Nullable InetAddress bindAddress = null;
        private int serverThreads = 16;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofMinutes(5);
        private int retries = 7;
        private Duration firstRetryDelay = Duration.ofMillis(200);
        private Duration maxRetryDelay = Duration.ofSeconds(10);
        private Duration pollInterval = Duration.ofMillis(200);
        private Duration stageTimeout = Duration.ofHours(1);

        private Builder() {}

        private Builder(PeerSettings from) {
            this.clock = from.clock;
            this.random = from.random;
            this.pause = from.pause;
            this.nonceLifetime = from.nonceLifetime;
            this.chunkSize = from.chunkSize;
            this.maxChunkRecords = from.maxChunkRecords;
            this.maxBodyBytes = from.maxBodyBytes;
            this.capabilities = from.capabilities;
            this.authenticator = from.authenticator;
            this.signingPermission = from.signingPermission;
            this.info = from.info;
            this.bindAddress = from.bindAddress;
            this.serverThreads = from.serverThreads;
            this.connectTimeout = from.connectTimeout;
            this.requestTimeout = from.requestTimeout;
            this.retries = from.retries;
            this.firstRetryDelay = from.firstRetryDelay;
            this.maxRetryDelay = from.maxRetryDelay;
            this.pollInterval = from.pollInterval;
            this.stageTimeout = from.stageTimeout;
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
         * How to wait between retries and polls. Default: {@link Thread#sleep(long)}. Danger: one that does not wait
         * floods a busy peer with requests.
         */
        public Builder pause(Pause value) {
            this.pause = value;
            return this;
        }

        /**
         * How long a nonce of this server can be used. Default 60 s, as in protocol section 4. Danger: a long one gives
         * time to misuse it, a short one locks out slow links.
         */
        public Builder nonceLifetime(Duration value) {
            this.nonceLifetime = positive("nonceLifetime", value);
            return this;
        }

        /**
         * Records in one request of a push or a pull, from 1. Default 500. Danger: each side holds up to three chunks in
         * memory.
         */
        public Builder chunkSize(int value) {
            this.chunkSize = (int) atLeast("chunkSize", value, 1);
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
         * What this peer tells others it can do. Default: all but ALLOW_CERTIFICATE_PUSHING. Danger: without FSIC_V2_FORMAT
         * more is sent than is needed; with ALLOW_CERTIFICATE_PUSHING anybody can have this server hold certificates,
         * also under roots of their own, and with them data.
         */
        public Builder capabilities(Set<Capability> value) {
            this.capabilities = value.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(value);
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

        /** Which certificates those users may have. Default: none. Danger: a certificate cannot be taken back. */
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
         * The local address to serve on; null for all. Default: all. Danger: on all addresses, whoever reaches the machine
         * reaches the server; it speaks plain HTTP.
         */
        public Builder bindAddress(@Nullable InetAddress value) {
            this.bindAddress = value;
            return this;
        }

        /**
         * Requests that a server of {@link Peer#serve} handles at once, from 1. Default 16. Danger: each may hold a database
         * connection and a chunk in memory; further requests wait.
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
         * How long a client waits for the whole answer to one request. Default 5 min. Danger: servers without
         * ASYNC_OPERATIONS do all their work inside one request; a short time cuts them off.
         */
        public Builder requestTimeout(Duration value) {
            this.requestTimeout = positive("requestTimeout", value);
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

        /** The settings made so far. */
        public PeerSettings build() {
            return new PeerSettings(this);
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
