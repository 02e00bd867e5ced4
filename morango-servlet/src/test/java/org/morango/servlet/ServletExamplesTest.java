package org.morango.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.morango.Peer;

/** Code of docs/servlet.md. */
class ServletExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static void register(ServletContext servletContext, Peer morango) {
        MorangoServlet servlet = new MorangoServlet(morango);
        ServletRegistration.Dynamic registration = servletContext.addServlet("morango", servlet);
        registration.addMapping("/api/morango/v1/*");
        registration.setLoadOnStartup(1);
    }

    private static MorangoServlet behindProxies(Peer morango) {
        MorangoServlet servlet = new MorangoServlet(morango, TrustedProxies.of("10.0.0.0/8", "fd00::/8"));
        return servlet;
    }

    @Test
    void registeredByAListenerItServes() throws Exception {
        TwoPeers peers = new TwoPeers();
        peers.addLessons(1);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer((classes, servlets) -> register(servlets, peers.server()));
        server.setHandler(context);
        server.start();
        try {
            peers.sync("http://localhost:" + connector.getLocalPort() + "/", Map.of());
        } finally {
            server.stop();
        }
        assertThat(peers.there.rows()).hasSize(2);
        behindProxies(peers.server()).destroy();
    }

    @Test
    void documentIsThis() throws IOException {
        String code = bare(Files.readString(Path.of("src/test/java/org/morango/servlet/ServletExamplesTest.java")));
        String missing = BLOCK.matcher(Files.readString(Path.of("../docs/servlet.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> !code.contains(bare(line)))
                .collect(Collectors.joining("\n"));
        assertThat(missing).isEmpty();
    }

    private static String bare(String text) {
        return text.replaceAll("\\s", "");
    }
}
