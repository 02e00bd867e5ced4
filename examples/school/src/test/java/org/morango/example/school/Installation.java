package org.morango.example.school;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.morango.server.MorangoServer;
import tools.jackson.databind.JsonNode;

/** A database of the school, worked on by the commands; it may be served meanwhile. */
final class Installation implements AutoCloseable {
    private final String url;
    private final String root;
    private SchoolPeer peer;
    private MorangoServer server;

    private Installation(String url, String root) {
        this.url = url;
        this.root = root;
    }

    /** One with a root certificate. */
    static Installation withRoot(String url) {
        JsonNode result = Cli.result("init", "--root", "--db", url);
        return new Installation(url, result.get("root").stringValue());
    }

    /** One that has a certificate from another. */
    static Installation joined(String url, Installation other) {
        Cli.result("init", "--db", url);
        Installation joined = new Installation(url, other.root);
        joined.result("join", other.serve(), other.root);
        return joined;
    }

    /** Another process's view of the same database. */
    static Installation sameDatabase(Installation other) {
        return new Installation(other.url, other.root);
    }

    String url() {
        return url;
    }

    String root() {
        return root;
    }

    /** Where this installation answers; serves it if that is not done yet. */
    String serve() {
        if (server == null) {
            server = peer().morango().serve(0);
        }
        return "http://localhost:" + server.port() + "/";
    }

    /** The database beside the commands, which open it anew each time. */
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

    /** Pushes to another installation; returns how many records that took. */
    long push(Installation other) {
        return result("push", other.serve(), root, "--quiet").get("records").longValue();
    }

    long pull(Installation other) {
        return result("pull", other.serve(), root, "--quiet").get("records").longValue();
    }

    /** All rows of the application, and how many they are. */
    String dump() {
        return run("dump").out();
    }

    /** The ids of a model's rows. */
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

    /** All that a failed command must leave as it is. */
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
