package org.morango.spring.autoconfigure;

import java.util.Optional;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;
import org.morango.spring.MorangoProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Lets Spring Security decide who may request certificates. Keeps its filters away from the endpoints, which have no
 * logins and no CSRF tokens.
 */
// Runs after the application's own filters are known, because they would back off if there were any other.
@AutoConfiguration(
        after = MorangoEntitiesAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            // Spring Boot 3.5.
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnClass({AuthenticationManager.class, AuthenticationConfiguration.class})
@ConditionalOnBooleanProperty(name = "morango.enabled", matchIfMissing = true)
@ConditionalOnBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
@EnableConfigurationProperties(MorangoProperties.class)
public class MorangoSecurityAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    UserAuthenticator morangoUserAuthenticator(
            ObjectProvider<AuthenticationManager> managers, ObjectProvider<AuthenticationConfiguration> configuration) {
        return new SpringUserAuthenticator(() -> {
            AuthenticationManager own = managers.getIfUnique();
            AuthenticationConfiguration shared = own == null ? configuration.getIfAvailable() : null;
            return Optional.ofNullable(shared == null ? own : shared.getAuthenticationManager());
        });
    }

    @Bean
    @ConditionalOnMissingBean
    SigningPermission morangoSigningPermission(MorangoProperties properties) {
        return new AuthoritySigningPermission(properties.security().signingAuthority());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(SecurityFilterChain.class)
    @ConditionalOnBooleanProperty(name = "morango.server.enabled", matchIfMissing = true)
    static class Endpoints {
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE + 10)
        @ConditionalOnMissingBean(name = "morangoSecurityFilterChain")
        SecurityFilterChain morangoSecurityFilterChain(MorangoProperties properties) {
            return new DefaultSecurityFilterChain(PathPatternRequestMatcher.withDefaults()
                    .matcher(properties.server().basePath() + MorangoServerAutoConfiguration.API + "**"));
        }
    }
}
