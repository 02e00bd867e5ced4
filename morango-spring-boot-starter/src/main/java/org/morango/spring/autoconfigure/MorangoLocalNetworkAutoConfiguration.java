package org.morango.spring.autoconfigure;

import org.morango.common.MorangoException;
import org.morango.discovery.LocalPeers;
import org.morango.hibernate.Morango;
import org.morango.spring.LocalNetwork;
import org.morango.spring.MorangoProperties;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Finds peers on the local network, if that is wanted. */
@AutoConfiguration(after = MorangoSyncAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "morango.local-network.enabled")
@ConditionalOnBean({Morango.class, MorangoProperties.class})
public class MorangoLocalNetworkAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(LocalPeers.class)
    static class Search {
        @Bean
        @ConditionalOnMissingBean
        LocalNetwork morangoLocalNetwork(Morango morango, MorangoProperties properties) {
            return new LocalNetwork(morango, properties);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.morango.discovery.LocalPeers")
    static class Missing {
        @Bean
        InitializingBean morangoLocalNetworkMissing() {
            return () -> {
                throw new MorangoException(
                        "morango.local-network.enabled needs the artifact morango-discovery; add it to the application.");
            };
        }
    }
}
