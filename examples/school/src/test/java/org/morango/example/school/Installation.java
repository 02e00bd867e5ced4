package org.morango.example.school;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.morango.server.MorangoServer;
import tools.jackson.databind.JsonNode;

/** A database of the school on which commands run. It may be served at the same time. */
final class Installation implements AutoCloseable {
    private final String url;
    private final String root;
    private SchoolPeer peer;
    private MorangoServer server;
    private int port;

    private Installation(String url, String root) {
        this.url = url;
        this.root = root;
    }

    /** Creates an installation with a root certificate. */
    static Installation withRoot(String url) {
        JsonNode result = Cli.result("init", "--root", "--db", url);
        return new Installation(url, result.get("root").stringValue());
    }

    /** Creates an installation with a certificate from another one. */
    static Installation joined(String url, Installation other) {
        Cli.result("init", "--db", url);
        Installation joined = new Installation(url, other.root);
        joined.result("join", other.serve(), other.root);
        return joined;
    }

    /** Returns another process's view of the same database. */
    static Installation sameDatabase(Installation other) {
        return new Installation(other.url, other.root);
    }

    String url() {
        return url;
    }

    String root() {
        return root;
    }

    /** Returns the address of this installation; starts its server if necessary. */
    String serve() {
        if (server == null) {
            server = peer().morango().serve(0);
        }
        return "http://localhost:" + server.port() + "/";
    }

    /** Stops the server. */
    void stopServing() {
        port = server.port();
        server.close();
        server = null;
    }

    /** Serves again at the port of before. */
    void serveAgain() {
        server = peer().morango().serve(port);
    }

    /** Returns the peer on the database. Commands open the database anew each time. */
    SchoolPeer peer() {
        if (peer == null) {
            peer = SchoolPeer.open(url);
        }
        return peer;
    }

    Cli run(String... args) {
        return Cli.run(Stream.concat(Stream.of(args), Stream.of("--db", url)).toArray(String[]::new));
    }

    JsonNode result(String... args) {
        return Cli.result(Stream.concat(Stream.of(args), Stream.of("--db", url)).toArray(String[]::new));
    }

    /** Pushes to another installation; returns the number of records. */
    long push(Installation other) {
        return result("push", other.serve(), root, "--quiet").get("records").longValue();
    }

    long pull(Installation other) {
        return result("pull", other.serve(), root, "--quiet").get("records").longValue();
    }

    /** Returns all rows of the application, and their number. */
    String dump() {
        return run("dump").out();
    }

    /** Returns the ids of a model's rows. */
    List<String> ids(String model) {
        String start = "{\"model\":\"" + model + "\",\"id\":\"";
        return rows().lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length(), start.length() + 32))
                .toList();
    }

    long count(String figure) {
        return result("count").get(figure).longValue();
    }

    private String rows() {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        DumpCommand.print(peer(), new PrintStream(rows, true, StandardCharsets.UTF_8));
        return rows.toString(StandardCharsets.UTF_8);
    }

    /** Returns everything that a failed command must leave unchanged. */
    String state() {
        return rows() + peer().morango().storeFigures();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        if (peer != null) {
            peer.close();
        }
    }
}
