/** Serves the protocol's endpoints from a servlet container. */
module org.morango.servlet {
    requires transitive jakarta.servlet;
    requires transitive org.morango.core;
    requires static org.jspecify;

    exports org.morango.servlet;
}
