package org.morango.spring.autoconfigure;

import org.morango.access.TokenVerifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/** Lets the application's resource server decide about the tokens of callers who request certificates. */
@AutoConfiguration(
        after = MorangoEntitiesAutoConfiguration.class,
        before = MorangoAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
            // Spring Boot 3.5.
            "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration"
        })
@ConditionalOnClass(JwtAuthenticationProvider.class)
@ConditionalOnBooleanProperty(name = "morango.enabled", matchIfMissing = true)
@ConditionalOnBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
public class MorangoTokenAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JwtDecoder.class)
    static class Jwt {
        @Bean
        @ConditionalOnBean(JwtDecoder.class)
        @ConditionalOnMissingBean
        TokenVerifier morangoJwtVerifier(JwtDecoder decoder, ObjectProvider<JwtAuthenticationConverter> converters) {
            JwtAuthenticationProvider provider = new JwtAuthenticationProvider(decoder);
            converters.ifUnique(provider::setJwtAuthenticationConverter);
            return new SpringTokenVerifier(provider);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OpaqueToken {
        @Bean
        @ConditionalOnBean(OpaqueTokenIntrospector.class)
        @ConditionalOnMissingBean
        TokenVerifier morangoOpaqueTokenVerifier(OpaqueTokenIntrospector introspector) {
            return new SpringTokenVerifier(new OpaqueTokenAuthenticationProvider(introspector));
        }
    }
}
