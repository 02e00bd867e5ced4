/** The protocol, certificates, counters, merge rules, sessions, client and server. Knows no JPA. */
module org.morango.core {
    requires java.net.http;
    requires jdk.httpserver;
    requires jdk.jfr;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires transitive tools.jackson.databind;
    requires static org.jspecify;

    exports org.morango;
    exports org.morango.access;
    exports org.morango.certificate;
    exports org.morango.client;
    exports org.morango.common;
    exports org.morango.counter;
    exports org.morango.invitation;
    exports org.morango.live;
    exports org.morango.merge;
    exports org.morango.observation;
    exports org.morango.record;
    exports org.morango.replica;
    exports org.morango.server;
    exports org.morango.session;
    exports org.morango.settings;
    exports org.morango.transport;
    exports org.morango.unsent;
    exports org.morango.internal.binding to org.morango.discovery;
    exports org.morango.internal.http to org.morango.hibernate, org.morango.servlet;
    exports org.morango.internal.protocol to
            org.morango.hibernate, org.morango.servlet, org.morango.testkit, org.morango.cli;
    exports org.morango.internal.renewal to org.morango.spring;
    exports org.morango.internal.text to org.morango.hibernate, org.morango.cli;
    exports org.morango.internal.transfer to org.morango.hibernate, org.morango.cli;
    exports org.morango.internal.trust to org.morango.hibernate, org.morango.cli, org.morango.discovery;
}
