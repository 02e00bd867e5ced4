package org.morango.spring.autoconfigure;

import org.morango.hibernate.Morango;
import org.morango.spring.MorangoProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Logs once, when the application has started, which peer it is and where it is served. */
final class StartLine implements ApplicationListener<ApplicationReadyEvent> {
    private final Morango morango;
    private final MorangoProperties properties;

    StartLine(Morango morango, MorangoProperties properties) {
        this.morango = morango;
        this.properties = properties;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        morango.announce(address(event.getApplicationContext()));
    }

    private String address(ApplicationContext context) {
        if (!context.containsBean(MorangoServerAutoConfiguration.SERVLET)) {
            return "no address: it only calls others";
        }
        Environment environment = context.getEnvironment();
        String port = environment.getProperty("local.server.port");
        return (port == null ? "" : "port " + port + ", ") + "path "
                + environment.getProperty("server.servlet.context-path", "")
                + properties.server().basePath() + "/";
    }
}
