package org.morango.servlet;

import jakarta.servlet.http.HttpServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Jetty 12 with Servlet 6.0. */
record JettyContainer(Server server, ServerConnector connector) implements Container {

    static Container start(HttpServlet servlet, String contextPath, String mapping, @Nullable TestKeys keys)
            throws Exception {
        Server server = new Server();
        ServerConnector connector = keys == null ? new ServerConnector(server) : secure(server, keys);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath);
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, mapping);
        server.setHandler(context);
        server.start();
        return new JettyContainer(server, connector);
    }

    private static ServerConnector secure(Server server, TestKeys keys) {
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStorePath(keys.file().toString());
        ssl.setKeyStorePassword(TestKeys.PASSWORD);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        return new ServerConnector(server, ssl, new HttpConnectionFactory(http));
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
