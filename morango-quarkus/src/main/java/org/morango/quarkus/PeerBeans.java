package org.morango.quarkus;

import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManagerFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.morango.access.SigningPermission;
import org.morango.access.TokenVerifier;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.KeyCipher;
import org.morango.common.Threads;
import org.morango.hibernate.Morango;
import org.morango.hibernate.MorangoBuilder;
import org.morango.hibernate.hook.SyncListener;
import org.morango.live.PeerSyncs;
import org.morango.merge.ConflictListener;
import org.morango.observation.SyncObserver;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;

/** Makes a peer of the application's default persistence unit. Beans of the application's own replace these. */
@Singleton
class PeerBeans {
    private final MorangoConfig config;

    PeerBeans(MorangoConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    @DefaultBean
    @Unremovable
    PeerSettings settings(
            PeerEvents events,
            Instance<Clock> clock,
            Instance<SecureRandom> random,
            Instance<KeyCipher> keyCipher,
            Instance<UserAuthenticator> authenticator,
            Instance<TokenVerifier> tokenVerifier,
            Instance<SigningPermission> signingPermission,
            @All List<SyncObserver> observers,
            @All List<PeerSettingsCustomizer> customizers) {
        PeerSettings.Builder settings = PeerSettings.builder()
                .auditListener(events::audit)
                .threads(new ApplicationThreads(
                        Threads.daemons(), Thread.currentThread().getContextClassLoader()));
        ConfiguredSettings.apply(config.settings(), settings);
        ifPresent(clock, settings::clock);
        ifPresent(random, settings::random);
        ifPresent(keyCipher, own -> settings.trust(trust -> trust.keyCipher(own)));
        ifPresent(authenticator, own -> settings.server(server -> server.authenticator(own)));
        ifPresent(tokenVerifier, own -> settings.server(server -> server.tokenVerifier(own)));
        ifPresent(signingPermission, own -> settings.server(server -> server.signingPermission(own)));
        observers.forEach(settings::observer);
        customizers.forEach(customizer -> customizer.customize(settings));
        return settings.build();
    }

    /** Uses the application's bean, if there is one. Fails if there are several to choose from. */
    private static <T> void ifPresent(Instance<T> bean, Consumer<T> use) {
        if (!bean.isUnsatisfied()) {
            use.accept(bean.get());
        }
    }

    @Produces
    @Singleton
    @DefaultBean
    @Unremovable
    Morango morango(
            EntityManagerFactory factory,
            PeerSettings settings,
            PeerEvents events,
            @All List<SyncListener> listeners,
            @All List<ConflictListener> conflictListeners,
            @All List<MorangoCustomizer> customizers,
            @All List<ScopeDefinition> scopes) {
        MorangoBuilder builder = Morango.builder(factory).settings(settings);
        listeners.forEach(builder::listener);
        List<ConflictListener> logging = Stream.concat(Stream.of(events::conflict), conflictListeners.stream())
                .map(ConflictListener::logging)
                .toList();
        builder.conflictListener(conflict -> logging.forEach(listener -> listener.onConflict(conflict)));
        customizers.forEach(customizer -> customizer.customize(builder));
        Morango morango = builder.build();
        (scopes.isEmpty() ? wholes(morango) : scopes).forEach(morango.certificates()::define);
        config.createRoot().ifPresent(morango.certificates()::createRootIfMissing);
        return morango;
    }

    /** An application that has no scopes of its own shares each profile as a whole. */
    private static List<ScopeDefinition> wholes(Morango morango) {
        return morango.replica().profiles().stream().map(ScopeDefinition::whole).toList();
    }

    @Produces
    @Singleton
    @DefaultBean
    @Unremovable
    PeerSyncs syncs(
            Morango morango, PeerSettings settings, PeerEvents events, @All List<SyncTargetCustomizer> customizers) {
        return new PeerSyncs(
                new ConfiguredPeers(config, customizers).targets(),
                morango.replica(),
                settings,
                morango::keepInSync,
                events::state);
    }
}
