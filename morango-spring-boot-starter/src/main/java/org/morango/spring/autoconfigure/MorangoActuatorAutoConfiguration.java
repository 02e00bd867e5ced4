package org.morango.spring.autoconfigure;

import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds the endpoint {@code morango} to Actuator. */
@AutoConfiguration(after = MorangoSyncAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean({Morango.class, PeerSyncs.class})
public class MorangoActuatorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    MorangoActuatorEndpoint morangoActuatorEndpoint(Morango morango, PeerSyncs syncs) {
        return new MorangoActuatorEndpoint(morango, syncs);
    }
}
