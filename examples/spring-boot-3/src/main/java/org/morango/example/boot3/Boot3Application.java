package org.morango.example.boot3;

import jakarta.persistence.EntityManagerFactory;
import java.util.Optional;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.servlet.MorangoServlet;
import org.morango.servlet.TrustedProxies;
import org.morango.settings.PeerSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** A peer without the starter. Two beans are enough. */
@SpringBootApplication
public class Boot3Application {
    static final ScopeDefinition NOTEBOOK = ScopeDefinition.named("notebook", "notes")
            .primaryParam("notebook")
            .readWrite("${notebook}")
            .build();

    public static void main(String[] args) {
        SpringApplication.run(Boot3Application.class, args);
    }

    @Bean
    Morango morango(EntityManagerFactory factory) {
        PeerSettings settings = PeerSettings.builder()
                .server(server -> server.authenticator(credentials -> credentials.hasPassword("secret")
                                ? Optional.of(credentials::username)
                                : Optional.empty())
                        .signingPermission((user, parent, scope, params) -> true))
                .build();
        Morango morango = Morango.on(factory, settings);
        morango.certificates().define(NOTEBOOK);
        return morango;
    }

    @Bean
    ServletRegistrationBean<MorangoServlet> endpoints(Morango morango) {
        return new ServletRegistrationBean<>(
                new MorangoServlet(() -> morango, TrustedProxies.none()), "/api/morango/v1/*");
    }
}
