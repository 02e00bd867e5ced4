package org.morango.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.internal.protocol.InstanceJson;
import org.morango.record.Ids;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "peers",
        description = "Lists the instances whose changes are in this database, and the last direct sync with each.")
final class PeersCommand extends DatabaseCommand {
    private static final int PAGE = 500;
    private static final int MOST = 100_000;

    /** The last session with another peer. */
    private record Meeting(Instant time, boolean asServer, String device, String address) {}

    @Override
    int run(CliDatabase database, Output output) {
        Map<String, Meeting> meetings = meetings(database);
        String own = database.instance().instanceId;
        ObjectNode result = Output.object();
        ArrayNode peers = result.putArray("peers");
        for (Object[] row : database.select(
                Object[].class,
                MOST,
                "select m.instance, max(m.counter), count(*) from MorangoMaxCounterRow m group by m.instance"
                        + " order by m.instance")) {
            String instance = (String) row[0];
            add(peers, instance, own, (Long) row[1], (Long) row[2], meetings.remove(instance));
        }
        // Peers that have never changed anything.
        meetings.forEach((instance, last) -> add(peers, instance, own, 0, 0, last));
        output.print(result);
        return MorangoCli.DONE;
    }

    private static void add(
            ArrayNode peers, String instance, String own, long counter, long partitions, @Nullable Meeting last) {
        ObjectNode peer = peers.addObject()
                .put("instance", instance)
                .put("name", Ids.isId(instance) ? Ids.instanceHash(instance) : "")
                .put("here", instance.equals(own))
                .put("counter", counter)
                .put("partitions", partitions);
        peer.put("last_sync", last == null ? null : last.time().toString());
        peer.put("role", last == null ? null : last.asServer() ? "server" : "client");
        peer.put("device", last == null ? null : last.device());
        peer.put("address", last == null ? null : last.address());
    }

    /** Returns the last session with each instance. */
    private static Map<String, Meeting> meetings(CliDatabase database) {
        Map<String, Meeting> meetings = new TreeMap<>();
        String after = "";
        List<Object[]> page;
        do {
            page = database.select(
                    Object[].class,
                    PAGE,
                    "select s.id, s.server, s.lastActivity, s.clientInstance, s.serverInstance, s.clientIp,"
                            + " s.connectionPath from MorangoSyncSessionRow s where s.id > ?1 order by s.id",
                    after);
            for (Object[] row : page) {
                after = (String) row[0];
                boolean isServerHere = (Boolean) row[1];
                String said = (String) row[isServerHere ? 3 : 4];
                String instance = EntityContents.parse(said).path("id").stringValue("");
                Meeting meeting = new Meeting(
                        (Instant) row[2], !isServerHere, InstanceJson.name(said), (String) row[isServerHere ? 5 : 6]);
                if (!instance.isEmpty()) {
                    meetings.merge(instance, meeting, (one, other) -> one.time().isAfter(other.time()) ? one : other);
                }
            }
        } while (page.size() == PAGE);
        return meetings;
    }
}
