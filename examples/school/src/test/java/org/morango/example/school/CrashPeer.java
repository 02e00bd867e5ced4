package org.morango.example.school;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncClient;
import org.morango.client.SyncClientSignals;
import org.morango.client.SyncConnection;
import org.morango.client.SyncSignalGroup;
import org.morango.example.school.model.AttemptLog;
import org.morango.example.school.model.Lesson;

/**
 * A program that follows the orders of {@link CrashTest}, one per line on standard input, until it is killed. It
 * answers each order with lines on standard output: {@code at …} for each event of a transfer, then {@code done …} or
 * {@code failed …}.
 */
final class CrashPeer {
    private static final int FLUSH_EVERY = 500;
    private static final List<String> STORE = List.of(
            "id",
            "profile",
            "modelName",
            "partition",
            "sourceId",
            "deleted",
            "hardDeleted",
            "lastSavedInstance",
            "lastSavedCounter",
            "earlier",
            "selfReference",
            "conflicts",
            "content");
    private static final List<String> HELD = List.of(
            "MorangoBufferRow", "MorangoQueueRow", "MorangoPendingRow", "MorangoOutboxRow", "MorangoHeldBackRow");

    private @Nullable SchoolPeer opened;

    private CrashPeer() {}

    /** @param arguments for a rehearsal: the databases of a server and a client, and their root */
    public static void main(String... arguments) throws IOException {
        CrashPeer program = new CrashPeer();
        if (arguments.length > 0) {
            program.rehearse(arguments[0], arguments[1], arguments[2]);
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            try {
                say("done " + program.follow(order.split(" ")));
            } catch (IOException | RuntimeException e) {
                say("failed " + String.valueOf(e).replaceAll("\\R", " "));
            }
        }
        // The test has ended; a server's threads would keep the process alive.
        System.exit(0);
    }

    /** Executes every kind of order in one process, to load its classes. */
    private void rehearse(String serverUrl, String clientUrl, String root) throws IOException {
        CrashPeer server = new CrashPeer();
        server.follow("open", serverUrl, "50");
        follow("open", clientUrl, "50");
        String url = "http://localhost:" + server.follow("serve", "0") + "/";
        for (int round = 0; round < 2; round++) {
            server.follow("change", root, "server", "100", "01", "g", "rehearsal " + round);
            follow("change", root, "client", "100", "01", "g", "rehearsal " + round);
            follow("push", url, root);
            follow("pull", url, root);
            follow("sync", url, root);
        }
        server.peer().close();
        peer().close();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private Object follow(String... order) throws IOException {
        switch (order[0]) {
            case "open":
                int chunk = Integer.parseInt(order[2]);
                opened = SchoolPeer.open(order[1], s -> s.limits(limits -> limits.chunkSize(chunk)));
                return "";
            case "serve":
                return peer().morango().serve(Integer.parseInt(order[1])).port();
            case "change":
                change(order);
                return "";
            case "push", "pull":
                return transfer(order[1], order[2], order[0].equals("push"));
            case "sync":
                return sync(peer(), order[1], order[2]);
            case "dump":
                dump(peer(), Path.of(order[1]));
                return held(peer());
            default:
                throw new IllegalArgumentException(order[0]);
        }
    }

    private SchoolPeer peer() {
        if (opened == null) {
            throw new IllegalStateException("no database is open");
        }
        return opened;
    }

    /**
     * Changes attempts of a user: {@code change ROOT USER ROWS DELETED-BELOW CHANGED-BELOW TEXT}. Deletes those with
     * ids below the first bound and changes others below the second. Adds as many as it has deleted, or more until ROWS
     * of them are changed or new.
     */
    private void change(String... order) {
        String user = order[2];
        String text = order[6];
        peer().inTransaction(session -> {
            int deleted = session.createMutationQuery("delete from AttemptLog where userId = :user and id < :bound")
                    .setParameter("user", user)
                    .setParameter("bound", order[4])
                    .executeUpdate();
            int changed = session.createMutationQuery("update AttemptLog set answer = :text, score = score + 0.25,"
                            + " at = :now where userId = :user and id < :bound")
                    .setParameter("text", text)
                    .setParameter("now", Instant.EPOCH.plusSeconds(text.hashCode()))
                    .setParameter("user", user)
                    .setParameter("bound", order[5])
                    .executeUpdate();
            insert(session, order[1], user, Math.max(deleted, Integer.parseInt(order[3]) - changed), text);
        });
    }

    private static void insert(Session session, String root, String user, int rows, String text) {
        Lesson lesson = new Lesson(root, text, "made with " + text, Instant.EPOCH);
        session.persist(lesson);
        for (int i = 0; i < rows; i++) {
            session.persist(new AttemptLog(root, user, lesson, text + " " + i, BigDecimal.valueOf(i), Instant.EPOCH));
            if (i % FLUSH_EVERY == 0) {
                session.flush();
                session.clear();
                lesson = session.getReference(Lesson.class, lesson.getId());
            }
        }
    }

    private long transfer(String url, String root, boolean push) {
        say("at opening");
        try (SyncConnection connection = peer().morango().connect(url);
                SyncClient client = connection.openSession(peer().certificateUnder(root))) {
            listen(client.signals());
            return (push ? client.push() : client.pull()).recordsTransferred();
        }
    }

    private static void listen(SyncClientSignals signals) {
        signals.session().onStarted(event -> say("at serializing"));
        signals.queuing().onStarted(event -> say("at queuing"));
        for (SyncSignalGroup travelling : List.of(signals.pushing(), signals.pulling())) {
            travelling.onStarted(event -> say("at transferring"));
            travelling.onInProgress(event -> say("at transferring"));
        }
        signals.dequeuing().onStarted(event -> say("at dequeuing"));
        signals.dequeuing().onCompleted(event -> say("at closing"));
    }

    /** Pulls and pushes; returns the number of records. */
    static long sync(SchoolPeer peer, String url, String root) {
        try (SyncConnection connection = peer.morango().connect(url);
                SyncClient client = connection.openSession(peer.certificateUnder(root))) {
            return client.pull().recordsTransferred() + client.push().recordsTransferred();
        }
    }

    /** Writes the application's rows into a file, and the store's rows into another file beside it. */
    static void dump(SchoolPeer peer, Path file) throws IOException {
        try (PrintStream out = print(file)) {
            DumpCommand.print(peer, out);
        }
        try (PrintStream out = print(store(file))) {
            peer.database().inStatelessTransaction(session -> {
                try (Stream<Object[]> rows = session.createSelectionQuery(
                                "select " + String.join(", ", STORE) + " from MorangoStoreRow order by id",
                                Object[].class)
                        .setFetchSize(1_000)
                        .getResultStream()) {
                    rows.map(Arrays::toString).forEach(out::println);
                }
            });
        }
    }

    static Path store(Path file) {
        return file.resolveSibling(file.getFileName() + ".store");
    }

    private static PrintStream print(Path file) throws IOException {
        return new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
    }

    /** Returns the number of rows that are still to be processed; 0 once everything is synced. */
    static long held(SchoolPeer peer) {
        return peer.database()
                .fromTransaction(session -> HELD.stream()
                        .mapToLong(what -> session.createSelectionQuery("select count(*) from " + what, Long.class)
                                .getSingleResult())
                        .sum());
    }
}
