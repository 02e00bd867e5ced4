package org.morango.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.morango.hibernate.Morango;
import org.morango.merge.ConflictListener;
import org.morango.micrometer.MorangoMeters;
import org.morango.micrometer.MorangoObservations;
import org.morango.spring.PeerSettingsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reports the peer's activity to Micrometer if the application has a registry. */
@AutoConfiguration(after = MorangoEntitiesAutoConfiguration.class)
@ConditionalOnBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
public class MorangoObservationAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    static class Observations {
        @Bean
        PeerSettingsCustomizer morangoObservations(ObjectProvider<ObservationRegistry> registries) {
            return settings -> registries.ifUnique(registry -> settings.observer(new MorangoObservations(registry)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class Meters {
        @Bean
        PeerSettingsCustomizer morangoCounters(ObjectProvider<MeterRegistry> registries) {
            return settings -> registries.ifUnique(registry -> settings.observer(new MorangoMeters(registry)));
        }

        @Bean
        ConflictListener morangoConflictCounters(ObjectProvider<MeterRegistry> registries) {
            return conflict -> registries.ifUnique(registry -> new MorangoMeters(registry).onConflict(conflict));
        }

        @Bean
        MeterBinder morangoGauges(ObjectProvider<Morango> peers) {
            return registry -> peers.ifUnique(new MorangoMeters(registry)::watch);
        }
    }
}
