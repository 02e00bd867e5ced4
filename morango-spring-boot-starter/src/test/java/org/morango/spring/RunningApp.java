package org.morango.spring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.morango.spring.app.NotebookRepository;
import org.morango.spring.app.NotebookService;
import org.morango.spring.app.NotesApp;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The application with a web server on a free port and an in-memory database that outlives it. */
record RunningApp(ConfigurableApplicationContext context) implements AutoCloseable {

    static RunningApp start(String database, String... properties) {
        return start(database, context -> {}, properties);
    }

    static RunningApp start(String database, Clock clock, String... properties) {
        return start(database, context -> context.registerBean("clock", Clock.class, () -> clock), properties);
    }

    /** @param beans registers more beans */
    static RunningApp start(String database, Consumer<GenericApplicationContext> beans, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1",
                "--spring.jpa.hibernate.ddl-auto=update",
                "--spring.jpa.open-in-view=false",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--spring.security.user.name=ada",
                "--spring.security.user.password=secret",
                "--spring.security.user.roles=SIGNER",
                "--morango.security.signing-authority=ROLE_SIGNER",
                "--morango.settings.client.retries=0",
                "--management.endpoints.web.exposure.include=health,morango",
                "--management.endpoint.health.show-details=always"));
        Arrays.stream(properties).map(p -> "--" + p).forEach(arguments::add);
        SpringApplicationBuilder builder = new SpringApplicationBuilder(NotesApp.class);
        builder.initializers(context -> beans.accept((GenericApplicationContext) context));
        return new RunningApp(builder.run(arguments.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Morango morango() {
        return bean(Morango.class);
    }

    PeerSyncs syncs() {
        return bean(PeerSyncs.class);
    }

    NotebookService notebooks() {
        return bean(NotebookService.class);
    }

    List<String> titles() {
        return bean(NotebookRepository.class).findAll().stream()
                .map(n -> n.getTitle())
                .sorted()
                .toList();
    }

    NotesApp.Heard heard() {
        return bean(NotesApp.Heard.class);
    }

    String url() {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port")
                + context.getEnvironment().getProperty("server.servlet.context-path", "") + "/";
    }

    /** Requests a certificate for everything from a server. */
    Certificate join(String url, Certificate root, String user, String password) {
        try (SyncConnection connection = morango().connect(url)) {
            return connection.requestCertificate(root.id(), "whole-book", Map.of("root", root.id()), user, password);
        }
    }

    HttpResponse<String> get(String path, String... user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (user.length == 2) {
            request.header(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((user[0] + ":" + user[1]).getBytes(StandardCharsets.UTF_8)));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }
}
