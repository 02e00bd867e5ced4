package org.morango.servlet;

import jakarta.servlet.http.HttpServlet;
import org.jspecify.annotations.Nullable;

/** A servlet container with one servlet in it. */
interface Container extends AutoCloseable {

    int port();

    @Override
    void close();

    /** Starts a container on a free port. */
    interface Kind {
        /** @param keys keys for HTTPS; null for plain HTTP */
        Container start(HttpServlet servlet, String contextPath, String mapping, @Nullable TestKeys keys)
                throws Exception;
    }
}
