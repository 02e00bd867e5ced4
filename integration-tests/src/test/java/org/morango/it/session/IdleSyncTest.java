package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.client.SyncClient;
import org.morango.client.SyncResult;
import org.morango.it.model.Course;
import org.morango.it.support.OwnJvm;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;

/** A sync without changes leaves next to nothing behind, however often it is repeated. */
class IdleSyncTest {
    private static final int TIMES = 3;
    private static final String BEGIN = "--- idle syncs begin";
    private static final String END = "--- idle syncs end";
    private static final int MOST_TRANSACTIONS = 3;

    /** Returns two peers that have nothing to send to each other. */
    private static TestPeers level() {
        TestPeers peers = PeersExtension.builder().entities(Course.class).start();
        for (TestPeer peer : peers) {
            peer.inTransaction(entities -> entities.persist(new Course(peers.rootId(), peer.toString(), "")));
        }
        peers.get(1).syncWith(peers.get(0));
        peers.get(1).syncWith(peers.get(0));
        return peers;
    }

    private static void syncAgain(TestPeers peers) {
        for (int i = 0; i < TIMES; i++) {
            peers.get(1).syncWith(peers.get(0));
        }
    }

    /** Returns the number of rows of each table. */
    private static Map<String, Long> rows(EntityManagerFactory database) {
        Map<String, Long> rows = new TreeMap<>();
        database.unwrap(SessionFactory.class)
                .inSession((Session session) -> session.doWork(connection -> {
                    try (ResultSet tables = connection
                            .getMetaData()
                            .getTables(null, "PUBLIC", "%", new String[] {"TABLE", "BASE TABLE"})) {
                        while (tables.next()) {
                            String table = tables.getString("TABLE_NAME");
                            try (Statement statement = connection.createStatement();
                                    ResultSet counted = statement.executeQuery("select count(*) from " + table)) {
                                counted.next();
                                rows.put(table, counted.getLong(1));
                            }
                        }
                    }
                }));
        return rows;
    }

    @Test
    void leavesNoRow() {
        try (TestPeers peers = level()) {
            List<Map<String, Long>> before = peers.all().stream()
                    .map(peer -> rows(peer.entityManagerFactory()))
                    .toList();
            assertThat(before.get(0)).hasSizeGreaterThan(10).containsEntry("COURSE", 2L);
            syncAgain(peers);
            assertThat(peers.all().stream()
                            .map(peer -> rows(peer.entityManagerFactory()))
                            .toList())
                    .isEqualTo(before);
        }
    }

    @Test
    void takesFewTransactions() {
        try (TestPeers peers = level()) {
            for (TestPeer peer : peers) {
                Statistics statistics = statistics(peer);
                statistics.setStatisticsEnabled(true);
                statistics.clear();
            }
            syncAgain(peers);
            for (TestPeer peer : peers) {
                assertThat(statistics(peer).getTransactionCount() / TIMES)
                        .as(peer.toString())
                        .isBetween(1L, (long) MOST_TRANSACTIONS);
            }
        }
    }

    @Test
    void writesNothingInAnOpenSession() {
        try (TestPeers peers = level();
                SyncClient session = peers.get(1).openSession(peers.get(0))) {
            session.sync();
            for (TestPeer peer : peers) {
                statistics(peer).setStatisticsEnabled(true);
                statistics(peer).clear();
            }
            assertThat(session.sync()).isEqualTo(SyncResult.NONE);
            for (TestPeer peer : peers) {
                assertThat(statistics(peer).getPrepareStatementCount()).isPositive();
                assertThat(statistics(peer).getTransactionCount()).isZero();
            }
        }
    }

    private static Statistics statistics(TestPeer peer) {
        return peer.entityManagerFactory().unwrap(SessionFactory.class).getStatistics();
    }

    @Test
    void logsOneLineOnEachSide(@TempDir Path directory) throws IOException, InterruptedException {
        List<String> lines = OwnJvm.run(Syncs.class, "info", directory.resolve("log"));
        assertThat(lines)
                .filteredOn(line -> line.contains("TRANSFER_COMPLETED"))
                .isNotEmpty();
        assertThat(lines.subList(lines.indexOf(BEGIN) + 1, lines.indexOf(END)))
                .hasSize(2 * TIMES)
                .allMatch(line -> line.contains("SESSION_OPENED"));
    }

    /** Runs the syncs in a separate process, with the log of an application. */
    static final class Syncs {
        private Syncs() {}

        public static void main(String[] args) {
            try (TestPeers peers = level()) {
                System.err.println(BEGIN);
                syncAgain(peers);
                System.err.println(END);
            }
        }
    }
}
