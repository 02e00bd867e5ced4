package org.morango.settings;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.morango.common.Threads;
import org.morango.observation.AuditEvent;
import org.morango.observation.SyncObserver;
import org.morango.session.Capability;
import org.morango.session.StageOperation;
import org.morango.session.TransferStage;
import org.morango.transport.Transport;

/**
 * Settings of a peer; immutable. {@link #defaults()} is sufficient for most clients. A server that signs certificates
 * needs an authenticator and a signing permission. {@link Builder} describes each setting.
 */
public final class PeerSettings {
    /** Most characters of a device's name. */
    public static final int MAX_NAME = 100;

    /** A private copy. */
    private final Builder values;

    private PeerSettings(Builder from) {
        this.values = new Builder(from);
    }

    /** Returns the application's own operations at a stage, the first outermost. */
    public List<StageOperation> operations(TransferStage stage) {
        return Collections.unmodifiableList(values.operations.getOrDefault(stage, List.of()));
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

    /** Returns the supplier of the transport of each connection. */
    public Supplier<Transport> transport() {
        return client().transport()
                .orElse(() -> Transport.jdk(client().connectTimeout(), threads(), limits().minBytesPerSecond()));
    }

    public Pause pause() {
        return values.pause;
    }

    public Consumer<AuditEvent> auditListener() {
        return values.auditListener;
    }

    public List<SyncObserver> observers() {
        return Collections.unmodifiableList(values.observers);
    }

    public Set<Capability> capabilities() {
        return Collections.unmodifiableSet(values.capabilities);
    }

    public Optional<String> installation() {
        return Optional.ofNullable(values.installation);
    }

    public String name() {
        return values.name;
    }

    public Map<String, Object> info() {
        return values.info;
    }

    /** Returns the settings for connections to servers. */
    public ClientSettings client() {
        return values.client;
    }

    /** Returns the settings for serving clients. */
    public ServerSettings server() {
        return values.server;
    }

    /** Returns the settings for private keys, and for the certificates and sessions that this side accepts. */
    public TrustSettings trust() {
        return values.trust;
    }

    /** Returns the settings for the size of chunks, and for limits on what this side accepts. */
    public LimitSettings limits() {
        return values.limits;
    }

    /** Returns the settings for the timeouts of stages and sessions, and for the storage of closed sessions. */
    public SessionSettings sessions() {
        return values.sessions;
    }

    /** Returns the settings for peers that keep in sync, and for the hints that a server gives them. */
    public LiveSettings live() {
        return values.live;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder {
        private ClientSettings client = ClientSettings.DEFAULTS;
        private ServerSettings server = ServerSettings.DEFAULTS;
        private TrustSettings trust = TrustSettings.DEFAULTS;
        private LimitSettings limits = LimitSettings.DEFAULTS;
        private SessionSettings sessions = SessionSettings.DEFAULTS;
        private LiveSettings live = LiveSettings.DEFAULTS;
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private Pause pause = duration -> Thread.sleep(duration.toMillis());
        private Threads threads = Threads.daemons();
        private Consumer<AuditEvent> auditListener = event -> {};
        private final List<SyncObserver> observers = new ArrayList<>();
        private Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.ALLOW_CERTIFICATE_PUSHING));
        private Map<String, Object> info = Map.of();
        private @Nullable String installation = null;
        private String name = "";
        private final Map<TransferStage, List<StageOperation>> operations = new EnumMap<>(TransferStage.class);

        private Builder() {}

        private Builder(Builder from) {
            this.client = from.client;
            this.server = from.server;
            this.trust = from.trust;
            this.limits = from.limits;
            this.sessions = from.sessions;
            this.live = from.live;
            this.clock = from.clock;
            this.random = from.random;
            this.pause = from.pause;
            this.threads = from.threads;
            this.auditListener = from.auditListener;
            this.observers.addAll(from.observers);
            this.capabilities = from.capabilities;
            this.info = from.info;
            this.installation = from.installation;
            this.name = from.name;
            from.operations.forEach((stage, added) -> operations.put(stage, new ArrayList<>(added)));
        }

        /**
         * Source of the time. Default: the system clock, in UTC. Danger: nonces expire by this clock, and sessions are
         * dated by it.
         */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /**
         * Source of ids, salts, keys and the jitter of retries. Default: a new {@link SecureRandom}. Danger: ids, salts
         * and keys from a predictable source can be forged.
         */
        public Builder random(SecureRandom value) {
            this.random = value;
            return this;
        }

        /**
         * Source of threads. Default: daemon threads of this library. Danger: if a pool has fewer threads than
         * requested, a server may not answer.
         */
        public Builder threads(Threads value) {
            this.threads = value;
            return this;
        }

        /**
         * Waits between retries and polls, and until something happens. Default: {@link Thread#sleep(long)}, and monitors. Danger: an implementation that does not
         * wait floods a busy peer with requests.
         */
        public Builder pause(Pause value) {
            this.pause = value;
            return this;
        }

        /**
         * Receives the events of the audit, which say what each peer has synced and when, and which peers were refused.
         * The logger {@code org.morango.audit} receives them as well. Called by the thread that causes the event; an
         * exception is logged and has no other effect. Default: none. Danger: a slow listener slows syncs down.
         */
        public Builder auditListener(Consumer<AuditEvent> value) {
            this.auditListener = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Adds an observer of stages, transfers and requests, for meters and traces. Default: none, besides the MDC and
         * the JDK's flight recorder. Danger: a slow observer slows syncs down.
         */
        public Builder observer(SyncObserver value) {
            this.observers.add(Objects.requireNonNull(value));
            return this;
        }

        /**
         * Capabilities that this peer announces. Default: all but ALLOW_CERTIFICATE_PUSHING. Danger: without
         * FSIC_V2_FORMAT, more is sent than is needed. With ALLOW_CERTIFICATE_PUSHING, the owner of a certificate can
         * have others under it stored at this server; see {@link TrustSettings.Builder#acceptedRoots}.
         */
        public Builder capabilities(Set<Capability> value) {
            this.capabilities = value.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(value);
            return this;
        }

        /**
         * Name that people have given to this device, in one line of at most 100 characters. Peers with which it syncs
         * show it beside its id. Default: none. Danger: they store it.
         */
        public Builder name(String value) {
            this.name = Checks.line("name", value, MAX_NAME);
            return this;
        }

        /**
         * Members that the application adds to {@code morangoinfo} and to the information about this peer in a session:
         * texts, numbers, booleans, lists and maps. They cannot replace members of the protocol. Default: none. Danger:
         * anybody can read them.
         */
        public Builder info(Map<String, Object> value) {
            this.info = CustomInfo.checked(value);
            return this;
        }

        /**
         * Name that distinguishes this installation from a copy of its database, in place of the location of the
         * database; null for the location. Meant for databases whose location changes with each start. A database that
         * is started with another name or at another location than before takes a new instance id. Default: the
         * location. Danger: if a database and its copy have one name, the copy is noticed only when the two sync with
         * each other. All nodes of one database need the same name.
         */
        public Builder installation(@Nullable String value) {
            this.installation = value;
            return this;
        }

        /**
         * Adds an operation of the application to a stage of every transfer. It runs inside the operations that were
         * added before. Default: none.
         */
        public Builder operation(TransferStage stage, StageOperation operation) {
            operations.computeIfAbsent(stage, s -> new ArrayList<>()).add(operation);
            return this;
        }

        /**
         * Changes the settings for connections to servers: transport, timeouts, retries, and passwords. See
         * {@link ClientSettings.Builder}.
         */
        public Builder client(UnaryOperator<ClientSettings.Builder> change) {
            this.client = change.apply(client.toBuilder()).build();
            return this;
        }

        /**
         * Changes the settings for serving clients: users and their certificates, addresses, threads, and rate limits.
         * See {@link ServerSettings.Builder}.
         */
        public Builder server(UnaryOperator<ServerSettings.Builder> change) {
            this.server = change.apply(server.toBuilder()).build();
            return this;
        }

        /**
         * Changes the settings for private keys, and for the certificates and sessions that this side accepts. See
         * {@link TrustSettings.Builder}.
         */
        public Builder trust(UnaryOperator<TrustSettings.Builder> change) {
            this.trust = change.apply(trust.toBuilder()).build();
            return this;
        }

        /**
         * Changes the settings for the size of chunks, and for limits on what this side accepts. See
         * {@link LimitSettings.Builder}.
         */
        public Builder limits(UnaryOperator<LimitSettings.Builder> change) {
            this.limits = change.apply(limits.toBuilder()).build();
            return this;
        }

        /**
         * Changes the settings for the timeouts of stages and sessions, and for the storage of closed sessions. See
         * {@link SessionSettings.Builder}.
         */
        public Builder sessions(UnaryOperator<SessionSettings.Builder> change) {
            this.sessions = change.apply(sessions.toBuilder()).build();
            return this;
        }

        /**
         * Changes the settings for peers that keep in sync, and for the hints that a server gives them. See
         * {@link LiveSettings.Builder}.
         */
        public Builder live(UnaryOperator<LiveSettings.Builder> change) {
            this.live = change.apply(live.toBuilder()).build();
            return this;
        }

        /** Returns the settings. */
        public PeerSettings build() {
            return new PeerSettings(this);
        }
    }
}
