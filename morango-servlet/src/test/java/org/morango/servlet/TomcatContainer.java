package org.morango.servlet;

import jakarta.servlet.http.HttpServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;

/** Tomcat 10.1. */
record TomcatContainer(Tomcat tomcat) implements Container {
    /** Logs each time which leaks it cannot look for. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    static {
        LOG.setLevel(Level.OFF);
    }

    static Container start(HttpServlet servlet, String contextPath, String mapping, @Nullable TestKeys keys)
            throws Exception {
        Path base = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        if (keys != null) {
            SSLHostConfig host = new SSLHostConfig();
            SSLHostConfigCertificate certificate =
                    new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
            certificate.setCertificateKeystoreFile(keys.file().toString());
            certificate.setCertificateKeystorePassword(TestKeys.PASSWORD);
            host.addCertificate(certificate);
            connector.setSecure(true);
            connector.setScheme("https");
            connector.setProperty("SSLEnabled", "true");
            connector.addSslHostConfig(host);
        }
        Context context = tomcat.addContext(contextPath, base.toString());
        Wrapper wrapper = Tomcat.addServlet(context, "morango", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(mapping);
        tomcat.start();
        return new TomcatContainer(tomcat);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
