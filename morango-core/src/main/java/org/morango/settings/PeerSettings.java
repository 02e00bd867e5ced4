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

    /** Makes the transport of one connection. */
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

    public Map<String, Object> info() {
        return values.info;
    }

    /** How this side connects to servers, and how patient it is with them. */
    public ClientSettings client() {
        return values.client;
    }

    /** How this side serves clients, and who may ask it for certificates. */
    public ServerSettings server() {
        return values.server;
    }

    /** How this side keeps its keys, and which certificates and sessions it believes. */
    public TrustSettings trust() {
        return values.trust;
    }

    /** How much travels at once, and how much this side accepts. */
    public LimitSettings limits() {
        return values.limits;
    }

    /** How long sessions may take, and how long they are kept. */
    public SessionSettings sessions() {
        return values.sessions;
    }

    /** Builds settings; not thread-safe. */
    public static final class Builder {
        private ClientSettings client = ClientSettings.DEFAULTS;
        private ServerSettings server = ServerSettings.DEFAULTS;
        private TrustSettings trust = TrustSettings.DEFAULTS;
        private LimitSettings limits = LimitSettings.DEFAULTS;
        private SessionSettings sessions = SessionSettings.DEFAULTS;
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private Pause pause = duration -> Thread.sleep(duration.toMillis());
        private Threads threads = Threads.daemons();
        private Consumer<AuditEvent> auditListener = event -> {};
        private final List<SyncObserver> observers = new ArrayList<>();
        private Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.ALLOW_CERTIFICATE_PUSHING));
        private Map<String, Object> info = Map.of();
        private @Nullable String installation = null;
        private final Map<TransferStage, List<StageOperation>> operations = new EnumMap<>(TransferStage.class);

        private Builder() {}

        private Builder(Builder from) {
            this.client = from.client;
            this.server = from.server;
            this.trust = from.trust;
            this.limits = from.limits;
            this.sessions = from.sessions;
            this.clock = from.clock;
            this.random = from.random;
            this.pause = from.pause;
            this.threads = from.threads;
            this.auditListener = from.auditListener;
            this.observers.addAll(from.observers);
            this.capabilities = from.capabilities;
            this.info = from.info;
            this.installation = from.installation;
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
         * How to wait between retries and polls. Default: {@link Thread#sleep(long)}. Danger: one that does not wait
         * floods a busy peer with requests.
         */
        public Builder pause(Pause value) {
            this.pause = value;
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
         * What this peer tells others it can do. Default: all but ALLOW_CERTIFICATE_PUSHING. Danger: without FSIC_V2_FORMAT
         * more is sent than is needed; with ALLOW_CERTIFICATE_PUSHING whoever has a certificate can have this server hold
         * others under it, see {@link TrustSettings.Builder#acceptedRoots}.
         */
        public Builder capabilities(Set<Capability> value) {
            this.capabilities = value.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(value);
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

        /** Adds work of the application's own at a stage of every transfer, inside what was added before. Default: none. */
        public Builder operation(TransferStage stage, StageOperation operation) {
            operations.computeIfAbsent(stage, s -> new ArrayList<>()).add(operation);
            return this;
        }

        /** How this side connects to servers, and how patient it is with them. See {@link ClientSettings.Builder}. */
        public Builder client(UnaryOperator<ClientSettings.Builder> change) {
            this.client = change.apply(client.toBuilder()).build();
            return this;
        }

        /** How this side serves clients, and who may ask it for certificates. See {@link ServerSettings.Builder}. */
        public Builder server(UnaryOperator<ServerSettings.Builder> change) {
            this.server = change.apply(server.toBuilder()).build();
            return this;
        }

        /** How this side keeps its keys, and which certificates and sessions it believes. See {@link TrustSettings.Builder}. */
        public Builder trust(UnaryOperator<TrustSettings.Builder> change) {
            this.trust = change.apply(trust.toBuilder()).build();
            return this;
        }

        /** How much travels at once, and how much this side accepts. See {@link LimitSettings.Builder}. */
        public Builder limits(UnaryOperator<LimitSettings.Builder> change) {
            this.limits = change.apply(limits.toBuilder()).build();
            return this;
        }

        /** How long sessions may take, and how long they are kept. See {@link SessionSettings.Builder}. */
        public Builder sessions(UnaryOperator<SessionSettings.Builder> change) {
            this.sessions = change.apply(sessions.toBuilder()).build();
            return this;
        }

        /** Returns the settings. */
        public PeerSettings build() {
            return new PeerSettings(this);
        }
    }
}
