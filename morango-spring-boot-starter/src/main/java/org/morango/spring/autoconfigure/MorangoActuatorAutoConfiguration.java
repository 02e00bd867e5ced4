package org.morango.spring.autoconfigure;

import org.morango.hibernate.Morango;
import org.morango.spring.PeerSyncs;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds the peer to Actuator. */
@AutoConfiguration(after = MorangoSyncAutoConfiguration.class)
@ConditionalOnBean({Morango.class, PeerSyncs.class})
public class MorangoActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("morango")
    static class Health {
        @Bean
        @ConditionalOnMissingBean(name = "morangoHealthIndicator")
        HealthIndicator morangoHealthIndicator(Morango morango, PeerSyncs syncs) {
            return new MorangoHealthIndicator(morango, syncs);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class Actuator {
        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnAvailableEndpoint
        MorangoActuatorEndpoint morangoActuatorEndpoint(Morango morango, PeerSyncs syncs) {
            return new MorangoActuatorEndpoint(morango, syncs);
        }
    }
}
