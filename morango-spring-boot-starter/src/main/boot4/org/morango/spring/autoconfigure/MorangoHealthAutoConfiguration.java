package org.morango.spring.autoconfigure;

import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the peer to the application's health; here for Spring Boot 4. */
@AutoConfiguration(after = MorangoSyncAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("morango")
@ConditionalOnBean({Morango.class, PeerSyncs.class})
public class MorangoHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "morangoHealthIndicator")
    HealthIndicator morangoHealthIndicator(Morango morango, PeerSyncs syncs) {
        return new Indicator(new PeerHealth(morango, syncs));
    }

    /** Is up while the library's tables can be read. */
    private static final class Indicator extends AbstractHealthIndicator {
        private final PeerHealth peer;

        Indicator(PeerHealth peer) {
            super("The tables of Morango cannot be read");
            this.peer = peer;
        }

        @Override
        protected void doHealthCheck(Health.Builder builder) {
            builder.up().withDetails(peer.details());
        }
    }
}
