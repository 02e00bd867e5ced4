package org.morango.benchmark;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.jumpmind.symmetric.ISymmetricEngine;
import org.jumpmind.symmetric.web.ServerSymmetricEngine;
import org.jumpmind.symmetric.web.SymmetricEngineHolder;
import org.jumpmind.symmetric.web.SymmetricServlet;
import org.jumpmind.symmetric.web.WebConstants;

/**
 * SymmetricDS between two nodes in this process, over HTTP, with triggers at both. Its jobs are switched off: routing and
 * pushing are called, so that no time is spent on waiting. One batch holds all rows.
 */
public class SymmetricDs implements OtherProduct {
    private static final String HUB = "hub";
    private static final String LEAF = "leaf";
    private static final long LONG = 120_000;

    private final String loader;
    private final List<String> routers;
    private @Nullable Server web;
    private @Nullable ServerSymmetricEngine hub;
    private @Nullable ServerSymmetricEngine leaf;

    public SymmetricDs() {
        this("default", "down", "up");
    }

    SymmetricDs(String loader, String... routers) {
        this.loader = loader;
        this.routers = List.of(routers);
    }

    @Override
    public String name() {
        return "SymmetricDS " + org.jumpmind.symmetric.Version.version() + ", loader \"" + loader + "\", "
                + (routers.size() == 1 ? "one way" : "both ways");
    }

    @Override
    public void open(String senderUrl, String receiverUrl, String... tables) throws Exception {
        int port = freePort();
        SymmetricEngineHolder engines = new SymmetricEngineHolder();
        hub = engine(HUB, receiverUrl, port, engines);
        leaf = engine(LEAF, senderUrl, port, engines);
        web = new Server(port);
        ServletContextHandler context = new ServletContextHandler("/sync");
        context.setAttribute(WebConstants.ATTR_ENGINE_HOLDER, engines);
        context.addServlet(new ServletHolder(new SymmetricServlet()), "/*");
        web.setHandler(context);
        web.start();
        hub.setup();
        configure(receiverUrl, tables);
        hub.start();
        hub.openRegistration(LEAF, LEAF);
        leaf.start();
        for (int attempt = 0; !leaf.isRegistered(); attempt++) {
            if (attempt == 20) {
                throw new IllegalStateException("The node is not registered.");
            }
            leaf.pull().waitForComplete(LONG);
        }
        hub.syncTriggers();
        leaf.syncTriggers();
        exchange();
    }

    private static ServerSymmetricEngine engine(String name, String url, int port, SymmetricEngineHolder engines) {
        Properties settings = new Properties();
        settings.setProperty("engine.name", name);
        settings.setProperty("group.id", name);
        settings.setProperty("external.id", name);
        settings.setProperty("db.driver", url.startsWith("jdbc:h2:") ? "org.h2.Driver" : "org.postgresql.Driver");
        settings.setProperty("db.url", url);
        settings.setProperty("db.user", url.startsWith("jdbc:h2:") ? "" : "postgres");
        settings.setProperty("db.password", "");
        settings.setProperty("sync.url", "http://localhost:" + port + "/sync/" + name);
        settings.setProperty("registration.url", name.equals(HUB) ? "" : "http://localhost:" + port + "/sync/" + HUB);
        for (String job : new String[] {
            "routing",
            "pull",
            "push",
            "heartbeat",
            "synctriggers",
            "sync.config",
            "stat.flush",
            "watchdog",
            "stage.management",
            "purge.outgoing",
            "purge.incoming",
            "refresh.cache"
        }) {
            settings.setProperty("start." + job + ".job", "false");
        }
        settings.setProperty("stream.to.file.enabled", "false");
        settings.setProperty("initial.load.use.extract.job.enabled", "false");
        settings.setProperty("dataloader.max.rows.before.commit", "100000");
        settings.setProperty("db.jdbc.execute.batch.size", "1000");
        settings.setProperty("db.jdbc.streaming.results.fetch.size", "1000");
        settings.setProperty("db.jdbc.bulk.execute.batch.size", "1000");
        settings.setProperty("purge.retention.minutes", "0");
        ServerSymmetricEngine engine = new ServerSymmetricEngine(null, null, settings, false, engines);
        engines.getEngines().put(name, engine);
        return engine;
    }

    /** Both groups capture the tables; the leaf pushes, and pulls. */
    private void configure(String url, String... tables) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into sym_node_group (node_group_id) values ('leaf')");
            statement.execute("insert into sym_node_group_link (source_node_group_id, target_node_group_id,"
                    + " data_event_action) values ('hub', 'leaf', 'W'), ('leaf', 'hub', 'P')");
            statement.execute(
                    "insert into sym_channel (channel_id, processing_order, max_batch_size, max_batch_to_send,"
                            + " max_data_to_route, data_loader_type, enabled, create_time, last_update_time) values"
                            + " ('rows', 1, 100000, 100, 1000000, '" + loader
                            + "', 1, current_timestamp, current_timestamp)");
            statement.execute(
                    "insert into sym_router (router_id, source_node_group_id, target_node_group_id, router_type,"
                            + " create_time, last_update_time) values"
                            + " ('down', 'hub', 'leaf', 'default', current_timestamp, current_timestamp),"
                            + " ('up', 'leaf', 'hub', 'default', current_timestamp, current_timestamp)");
            int order = 0;
            for (String table : tables) {
                order += 10;
                String name =
                        url.startsWith("jdbc:h2:") ? table.toUpperCase(Locale.ROOT) : table.toLowerCase(Locale.ROOT);
                statement.execute("insert into sym_trigger (trigger_id, source_table_name, channel_id, create_time,"
                        + " last_update_time) values ('" + table + "', '" + name
                        + "', 'rows', current_timestamp, current_timestamp)");
                for (String router : routers) {
                    statement.execute("insert into sym_trigger_router (trigger_id, router_id, initial_load_order,"
                            + " create_time, last_update_time) values ('" + table + "', '" + router + "', " + order
                            + ", current_timestamp, current_timestamp)");
                }
            }
        }
    }

    /** Sends the configuration and everything else that is new, in both directions. */
    private void exchange() {
        for (int i = 0; i < 3; i++) {
            started(hub).route();
            transfer();
            started(leaf).pull().waitForComplete(LONG);
        }
    }

    @Override
    public void transfer() {
        started(leaf).route();
        started(leaf).push().waitForComplete(LONG);
    }

    @Override
    public void tidy() {
        exchange();
        started(leaf).purge();
        started(hub).purge();
    }

    private static ISymmetricEngine started(@Nullable ServerSymmetricEngine engine) {
        if (engine == null) {
            throw new IllegalStateException("Not opened.");
        }
        return engine;
    }

    private static int freePort() throws java.io.IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        started(leaf).destroy();
        started(hub).destroy();
        LifeCycle.stop(web);
    }
}
