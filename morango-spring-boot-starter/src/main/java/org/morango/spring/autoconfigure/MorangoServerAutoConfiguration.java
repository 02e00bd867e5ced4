package org.morango.spring.autoconfigure;

import jakarta.servlet.Servlet;
import java.util.function.Supplier;
import org.morango.Peer;
import org.morango.hibernate.Morango;
import org.morango.servlet.MorangoServlet;
import org.morango.servlet.TrustedProxies;
import org.morango.spring.MorangoProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextClosedEvent;

/** Serves other peers from the application's own web server. */
@AutoConfiguration(after = MorangoAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Servlet.class)
@ConditionalOnBooleanProperty(name = "morango.server.enabled", matchIfMissing = true)
@ConditionalOnBean({Morango.class, MorangoProperties.class})
public class MorangoServerAutoConfiguration {
    static final String SERVLET = "morangoServlet";
    static final String API = "/api/morango/v1/";

    @Bean
    @ConditionalOnMissingBean(name = SERVLET)
    ServletRegistrationBean<MorangoServlet> morangoServlet(
            ObjectProvider<Morango> morango, MorangoProperties properties) {
        // Servlets are created before everything else, when the database need not be available yet.
        MorangoServlet servlet = new StarterServlet(
                morango::getObject,
                TrustedProxies.of(properties.server().trustedProxies())
                        .sending(properties.server().forwardedHeaders()));
        ServletRegistrationBean<MorangoServlet> registration =
                new ServletRegistrationBean<>(servlet, properties.server().basePath() + API + "*");
        registration.setName("morango");
        registration.setLoadOnStartup(1);
        return registration;
    }

    /**
     * Ends the answers that go on before the web server ends: a graceful shutdown waits for all requests. The event comes
     * before any bean is stopped.
     */
    @Bean
    ApplicationListener<ContextClosedEvent> morangoStreamsEnd(
            ApplicationContext context, ObjectProvider<ServletRegistrationBean<MorangoServlet>> registrations) {
        return event -> {
            if (event.getApplicationContext() == context) {
                registrations.orderedStream().forEach(each -> {
                    MorangoServlet servlet = each.getServlet();
                    if (servlet != null) {
                        servlet.endStreams();
                    }
                });
            }
        };
    }

    /** Leaves the log line at the start to {@link StartLine}, which knows the port. */
    private static final class StarterServlet extends MorangoServlet {
        private static final long serialVersionUID = 1L;

        StarterServlet(Supplier<Morango> morango, TrustedProxies proxies) {
            super(morango, proxies);
        }

        @Override
        protected void started(Peer served) {}
    }
}
