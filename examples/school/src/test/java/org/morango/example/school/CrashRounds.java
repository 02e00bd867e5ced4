package org.morango.example.school;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.RandomRuns;
import org.morango.session.CleanUp;

/**
 * Kills on one database. A client and a server, each a process on a database of its own, change rows; the sender
 * changes most of them. One or both are killed in the middle of the push or pull. After a restart and two ordinary
 * syncs, the application's rows have to be what the two have made. These rows and the store's rows have to be the same
 * on client, server and a third peer, row by row.
 */
final class CrashRounds implements AutoCloseable {
    private static final int KILLS = Integer.getInteger("crash.kills", RandomRuns.count(Kill.KINDS / 2, Kill.KINDS));
    private static final int ROWS = Integer.getInteger("crash.rows", 240);
    private static final long SEED = Long.getLong("crash.seed", RandomRuns.seed());

    /**
     * Number of passes in which a transfer is merged, and of chunks in which it is sent, so that kills fall between
     * them.
     */
    private static final int PARTS = 8;

    /** The receiver changes one in this many rows in the meantime. */
    private static final int FEW = 16;

    private static final List<String> LEFT_BEHIND = List.of(
            "MorangoBufferRow",
            "MorangoQueueRow",
            "MorangoTransferSessionRow where owner is not null",
            "MorangoTransferSessionRow where active = true",
            "MorangoSyncSessionRow where active = true");

    /** Creates databases. */
    interface Databases {
        String url(String name);
    }

    private enum Victim {
        CLIENT,
        SERVER,
        BOTH
    }

    /** The processes to kill, and the transfer in which to kill them. */
    private record Kill(Victim victim, boolean push) {
        static final int KINDS = 2 * Victim.values().length;

        /** Returns one of each kind. */
        static List<Kill> all() {
            return Stream.of(Victim.values())
                    .flatMap(victim -> Stream.of(new Kill(victim, true), new Kill(victim, false)))
                    .toList();
        }
    }

    private final String name;
    private final CrashImage image;
    private final Path directory;
    private final Random random;
    private final Installation there;
    private final Installation here;
    private final SchoolPeer third;
    private final String root;
    private final int port = freePort();
    private final Map<Boolean, CrashMoments> measured = new TreeMap<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private @Nullable CrashProcess server;
    private @Nullable CrashProcess client;

    CrashRounds(String name, Databases databases, Path directory) throws IOException, InterruptedException {
        this.name = name;
        this.directory = directory;
        random = new Random(SEED + name.hashCode());
        // Closes everything that was set up: only the processes may have the databases open when they are killed.
        try (Installation facility = Installation.withRoot(databases.url("server"));
                Installation home = Installation.joined(databases.url("client"), facility);
                Installation other = Installation.joined(databases.url("third"), facility)) {
            there = Installation.sameDatabase(facility);
            here = Installation.sameDatabase(home);
            root = facility.root();
            third = SchoolPeer.open(other.url());
        }
        image = CrashImage.make(directory, there.url(), here.url(), root);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String url() {
        return "http://localhost:" + port + "/";
    }

    void run() throws Exception {
        System.out.println(KILLS + " kills with " + ROWS + " rows on " + name + ", -Dcrash.seed=" + SEED);
        client = opening(here);
        server = serving();
        client().followed();
        for (boolean push : List.of(true, false)) {
            measure(push);
        }
        List<Kill> kinds = new ArrayList<>();
        for (int round = 1; round <= KILLS; round++) {
            if (kinds.isEmpty()) {
                kinds.addAll(Kill.all());
                Collections.shuffle(kinds, random);
            }
            kill(round, kinds.remove(kinds.size() - 1));
            if (round % 10 == 0) {
                System.out.println(round + " kills on " + name + " so far");
            }
        }
        close();
        assertThat(left(there)).isEqualTo(left(here)).containsOnly(0L);
        System.out.println(KILLS + " kills on " + name + ": " + kills);
    }

    /** Starts a process that opens a database. */
    private CrashProcess opening(Installation on) throws IOException {
        CrashProcess process = CrashProcess.start(image, Math.max(1, ROWS / PARTS));
        process.order("open " + on.url() + " " + Math.max(1, ROWS / PARTS));
        return process;
    }

    private CrashProcess serving() throws IOException, InterruptedException {
        CrashProcess process = opening(there);
        process.followed();
        process.follow("serve " + port);
        return process;
    }

    private CrashProcess server() {
        return Objects.requireNonNull(server);
    }

    private CrashProcess client() {
        return Objects.requireNonNull(client);
    }

    /** Runs a transfer to its end and compares the result. */
    private void measure(boolean push) throws IOException, InterruptedException {
        List<String> expected = change("measured", push);
        CrashMoments moments = new CrashMoments();
        client().order(order(push));
        assertThat(client().answer(reached -> moments.reached()).done()).isTrue();
        moments.reached();
        measured.put(push, moments);
        compare("measured", expected);
    }

    private String order(boolean push) {
        return (push ? "push " : "pull ") + url() + " " + root;
    }

    /** Changes rows of two users, one on each side; returns the application's rows as they have to be afterwards. */
    private List<String> change(String round, boolean push) throws IOException, InterruptedException {
        client().follow(changing("client", push) + " c" + round);
        server().follow(changing("server", !push) + " s" + round);
        List<String> made = new ArrayList<>(rows(client(), "made"));
        made.removeIf(row -> row.contains("\"user_id\":\"server\""));
        for (String row : rows(server(), "made")) {
            if (!row.contains("\"user_id\":\"client\"")) {
                made.add(row);
            }
        }
        return made.stream().distinct().sorted().toList();
    }

    /** @param many whether to change all of a user's rows; otherwise a part of them */
    private String changing(String user, boolean many) {
        int deleted = random.nextInt(32);
        return many
                ? String.format("change %s %s %d %02x g", root, user, ROWS, deleted)
                : String.format("change %s %s %d %02x 10", root, user, ROWS / FEW, deleted / FEW);
    }

    private List<String> rows(CrashProcess process, String file) throws IOException, InterruptedException {
        process.follow("dump " + directory.resolve(file));
        return Files.readAllLines(directory.resolve(file));
    }

    private void kill(int round, Kill kind) throws IOException, InterruptedException {
        Victim victim = kind.victim();
        boolean push = kind.push();
        CrashMoments.Moment moment = measured.get(push).draw(random);
        String what = "round " + round + ", " + (push ? "push" : "pull") + ", " + victim + " killed at " + moment;
        List<String> expected = change(String.valueOf(round), push);
        String stage = killAt(moment, victim, push);
        kills.merge(victim + " " + (push ? "pushing " : "pulling ") + stage, 1, Integer::sum);
        if (victim != Victim.SERVER) {
            client = opening(here);
        }
        if (victim == Victim.BOTH) {
            server = serving();
            assertOthersGetWhatTheServerShows(what);
        }
        if (victim != Victim.SERVER) {
            client().followed();
        }
        compare(what + " while " + stage, expected);
    }

    /** Kills at a moment of a transfer; returns what the transfer was doing. */
    private String killAt(CrashMoments.Moment moment, Victim victim, boolean push)
            throws IOException, InterruptedException {
        List<String> stages = new ArrayList<>();
        CrashProcess doomed = client();
        doomed.order(order(push));
        doomed.answer(reached -> {
            if (stages.size() == moment.event()) {
                doomed.waitFor(moment.nanos());
                strike(victim);
            }
            stages.add(reached);
        });
        if (stages.size() <= moment.event()) {
            strike(victim);
            return "ended";
        }
        return stages.get(moment.event());
    }

    private void strike(Victim victim) throws IOException, InterruptedException {
        CrashProcess.kill(
                switch (victim) {
                    case CLIENT -> List.of(client());
                    case SERVER -> List.of(server());
                    case BOTH -> random.nextBoolean() ? List.of(client(), server()) : List.of(server(), client());
                });
        if (victim == Victim.SERVER) {
            // The client keeps trying.
            server = serving();
        }
    }

    /** Checks the other peers while the client is down. */
    private void assertOthersGetWhatTheServerShows(String what) throws IOException, InterruptedException {
        CrashPeer.sync(third, url(), root);
        CrashPeer.dump(third, directory.resolve("third"));
        assertSame(what + ", before the client is back", rows(server(), "server"), "third");
    }

    private void compare(String what, List<String> expected) throws IOException, InterruptedException {
        client().follow("sync " + url() + " " + root);
        assertThat(client().follow("sync " + url() + " " + root)).as(what).isEqualTo("0");
        CrashPeer.sync(third, url(), root);
        assertThat(client().follow("dump " + directory.resolve("client")))
                .as(what)
                .isEqualTo("0");
        assertThat(server().follow("dump " + directory.resolve("server")))
                .as(what)
                .isEqualTo("0");
        CrashPeer.dump(third, directory.resolve("third"));
        assertThat(CrashPeer.held(third)).as(what).isZero();
        for (String peer : List.of("server", "client", "third")) {
            assertSame(what + ": rows of the application", expected, peer);
        }
        List<String> store = Files.readAllLines(directory.resolve("server.store"));
        for (String peer : List.of("client", "third")) {
            assertSame(what + ": rows of the store", store, peer + ".store");
        }
    }

    private void assertSame(String what, List<String> expected, String file) throws IOException {
        List<String> actual = Files.readAllLines(directory.resolve(file));
        if (!expected.stream().sorted().toList().equals(actual.stream().sorted().toList())) {
            assertThat(differences(actual, expected))
                    .as(what + " more in " + file)
                    .isEmpty();
            assertThat(differences(expected, actual))
                    .as(what + " lack in " + file)
                    .isEmpty();
            assertThat(actual).as(what + " in " + file).hasSameSizeAs(expected);
        }
    }

    private static List<String> differences(List<String> of, List<String> without) {
        Set<String> known = new HashSet<>(without);
        Stream<String> more = of.stream().filter(row -> !known.contains(row));
        return more.limit(10).toList();
    }

    /** Returns what is left of transfers after all unfinished ones have been abandoned. */
    private static List<Long> left(Installation installation) {
        try (SchoolPeer peer = SchoolPeer.open(installation.url())) {
            peer.morango().cleanUp(CleanUp.unusedFor(Duration.ZERO));
            return peer.database()
                    .fromTransaction(session -> LEFT_BEHIND.stream()
                            .map(what -> session.createSelectionQuery("select count(*) from " + what, Long.class)
                                    .getSingleResult())
                            .toList());
        }
    }

    @Override
    public void close() {
        Stream.of(server, client).filter(Objects::nonNull).forEach(CrashProcess::close);
        third.close();
    }
}
