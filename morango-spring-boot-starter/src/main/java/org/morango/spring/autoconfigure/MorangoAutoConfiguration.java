package org.morango.spring.autoconfigure;

import jakarta.persistence.EntityManagerFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.morango.access.SigningPermission;
import org.morango.access.TokenVerifier;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.KeyCipher;
import org.morango.common.Threads;
import org.morango.hibernate.BackgroundAdoption;
import org.morango.hibernate.Morango;
import org.morango.hibernate.MorangoBuilder;
import org.morango.hibernate.hook.SyncListener;
import org.morango.merge.ConflictListener;
import org.morango.observation.SyncObserver;
import org.morango.record.ScopeDefinition;
import org.morango.settings.Pause;
import org.morango.settings.PeerSettings;
import org.morango.spring.MorangoCustomizer;
import org.morango.spring.MorangoEvents;
import org.morango.spring.MorangoProperties;
import org.morango.spring.PeerSettingsCustomizer;
import org.morango.spring.event.ConflictEvent;
import org.morango.transport.Transport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Makes a peer of the application's persistence unit. */
@AutoConfiguration(
        after = {MorangoEntitiesAutoConfiguration.class, MorangoSecurityAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            // Spring Boot 3.5.
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "morango.enabled", matchIfMissing = true)
@ConditionalOnBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
@ConditionalOnSingleCandidate(EntityManagerFactory.class)
@EnableConfigurationProperties(MorangoProperties.class)
public class MorangoAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MorangoEvents morangoEvents(ApplicationEventPublisher publisher) {
        return new MorangoEvents(publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    PeerSettings morangoPeerSettings(
            MorangoProperties properties,
            MorangoEvents events,
            ObjectProvider<Clock> clock,
            ObjectProvider<SecureRandom> random,
            ObjectProvider<Threads> threads,
            ObjectProvider<Pause> pause,
            ObjectProvider<Supplier<Transport>> transport,
            ObjectProvider<KeyCipher> keyCipher,
            ObjectProvider<UserAuthenticator> authenticator,
            ObjectProvider<TokenVerifier> tokenVerifier,
            ObjectProvider<SigningPermission> signingPermission,
            ObjectProvider<SyncObserver> observers,
            ObjectProvider<PeerSettingsCustomizer> customizers) {
        PeerSettings.Builder settings = PeerSettings.builder();
        events.addTo(settings);
        SettingsProperties.apply(properties.settings(), settings);
        clock.ifUnique(settings::clock);
        random.ifUnique(settings::random);
        threads.ifUnique(settings::threads);
        pause.ifUnique(settings::pause);
        transport.ifUnique(own -> settings.client(client -> client.transport(own)));
        keyCipher.ifUnique(own -> settings.trust(trust -> trust.keyCipher(own)));
        authenticator.ifAvailable(own -> settings.server(server -> server.authenticator(own)));
        tokenVerifier.ifAvailable(own -> settings.server(server -> server.tokenVerifier(own)));
        signingPermission.ifAvailable(own -> settings.server(server -> server.signingPermission(own)));
        observers.orderedStream().forEach(settings::observer);
        customizers.orderedStream().forEach(customizer -> customizer.customize(settings));
        return settings.build();
    }

    @Bean
    @ConditionalOnMissingBean
    Morango morango(
            EntityManagerFactory factory,
            PeerSettings settings,
            MorangoEvents events,
            ObjectProvider<SyncListener> listeners,
            ObjectProvider<ConflictListener> conflictListeners,
            ObjectProvider<MorangoCustomizer> customizers,
            ObjectProvider<ScopeDefinition> scopes,
            MorangoProperties properties) {
        MorangoBuilder builder = Morango.builder(factory).settings(settings).listener(events.rows());
        listeners.orderedStream().forEach(builder::listener);
        builder.conflictListener(conflict -> {
            events.publish(new ConflictEvent(conflict));
            conflictListeners
                    .orderedStream()
                    .map(ConflictListener::logging)
                    .forEach(listener -> listener.onConflict(conflict));
        });
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        Morango morango = builder.build();
        List<ScopeDefinition> own = scopes.orderedStream().toList();
        (own.isEmpty() ? wholes(morango) : own).forEach(morango.certificates()::define);
        if (properties.createRoot() != null) {
            morango.certificates().createRootIfMissing(properties.createRoot());
        }
        return morango;
    }

    /** An application that has no scopes of its own shares each profile as a whole. */
    private static List<ScopeDefinition> wholes(Morango morango) {
        return morango.replica().profiles().stream().map(ScopeDefinition::whole).toList();
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "morango.adopt.enabled")
    RowAdoption morangoRowAdoption(Morango morango, EntityManagerFactory factory, MorangoProperties properties) {
        return new RowAdoption(
                new BackgroundAdoption(morango, factory, properties.adopt().matching(), "morango.adopt.matching"));
    }

    @Bean
    StartLine morangoStartLine(Morango morango, MorangoProperties properties) {
        return new StartLine(morango, properties);
    }
}
