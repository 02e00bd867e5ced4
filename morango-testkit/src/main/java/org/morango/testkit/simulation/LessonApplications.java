package org.morango.testkit.simulation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;

/** Applications of which each knows the records of its rows. A liar may change some of them. */
final class LessonApplications extends Applications {
    private final List<SimulatedPeer> peers;
    private final Filter reach;
    private final Changes changes = new Changes();
    private final OutOfReach outOfReach;

    /** @param reach the partitions that a liar may change */
    LessonApplications(List<SimulatedPeer> peers, Filter reach) {
        this.peers = peers;
        this.reach = reach;
        this.outOfReach = new OutOfReach(reach, changes);
    }

    static LessonDatabase database(SimulatedPeer peer) {
        return (LessonDatabase) peer.database();
    }

    @Override
    boolean perform(Step step) {
        if (step instanceof Step.Edit edit) {
            edit(edit);
        } else if (step instanceof Step.Delete delete) {
            delete(delete);
        } else {
            return false;
        }
        return true;
    }

    @Override
    void check() {
        outOfReach.check(peers);
    }

    @Override
    void backedUp(SimulatedPeer peer) {
        changes.backedUp(peer.index());
    }

    @Override
    void restored(SimulatedPeer peer) {
        changes.restored(peer.index());
    }

    private void edit(Step.Edit edit) {
        SimulatedPeer peer = peers.get(edit.peer());
        List<String> writable = PeerIdentity.partitions().stream()
                .filter(peer.scope().write()::contains)
                .toList();
        String partition = writable.get(edit.partition() % writable.size());
        edit(peer, partition, "record " + edit.record());
    }

    private static String id(SimulatedPeer peer, String partition, String source) {
        return Ids.recordId(partition, database(peer).sourceId(source, partition), LessonDatabase.MODEL);
    }

    /** Returns the content. */
    private String edit(SimulatedPeer peer, String partition, String source) {
        String id = id(peer, partition, source);
        LessonDatabase.Row before = database(peer).rows().get(id);
        if (reach.contains(partition)) {
            changes.spoil(id);
            before = null;
        }
        String content = changes.edit(peer.index(), id, before == null ? null : before.content());
        database(peer).put(source, partition, content);
        return content;
    }

    private void delete(Step.Delete delete) {
        LessonDatabase database = database(peers.get(delete.peer()));
        Filter writable = peers.get(delete.peer()).scope().write();
        SortedMap<String, LessonDatabase.Row> rows = database.rows();
        List<String> ids = rows.keySet().stream()
                .filter(id ->
                        writable.contains(Objects.requireNonNull(rows.get(id)).partition()))
                .toList();
        if (ids.isEmpty()) {
            return;
        }
        String id = ids.get(delete.choice() % ids.size());
        if (!reach.contains(Objects.requireNonNull(rows.get(id)).partition())) {
            changes.delete(id, rows.get(id).content(), delete.hard());
        }
        if (delete.hard()) {
            database.hardDelete(id);
        } else {
            database.delete(id);
        }
    }

    @Override
    boolean decide() {
        return false;
    }

    @Override
    List<String> partitions() {
        return PeerIdentity.partitions().stream()
                .filter(partition -> !reach.contains(partition))
                .toList();
    }

    @Override
    String row(SimulatedPeer peer, String recordId) {
        return " with row " + database(peer).rows().get(recordId);
    }

    @Override
    void checkRest() {
        Map<String, List<String>> readable = new TreeMap<>();
        for (SyncRecord rec : peers.get(0).database().store().values()) {
            if (!reach.contains(rec.partition())) {
                readable.put(rec.id(), List.of(rec.serialized(), rec.conflictingData()));
            }
        }
        changes.checkKept(readable, id -> false);
    }

    @Override
    Runnable changeAll() {
        Map<String, String> edited = new TreeMap<>();
        for (String partition : partitions()) {
            // A peer that cannot read a record changes it without having the latest version, which is a conflict.
            List<SimulatedPeer> writers = peers.stream()
                    .filter(peer -> peer.scope().write().contains(partition)
                            && peer.scope().read().contains(partition))
                    .toList();
            for (int i = 0; i < Scenario.RECORDS && !writers.isEmpty(); i++) {
                String content = edit(writers.get(i % writers.size()), partition, "record " + i);
                edited.put(id(peers.get(0), partition, "record " + i), content);
            }
        }
        return () -> checkArrived(edited);
    }

    private void checkArrived(Map<String, String> edited) {
        database(peers.get(0)).rows().forEach((id, row) -> {
            String content = edited.remove(id);
            if (content != null && !Changes.isSame(content, row.content())) {
                Invariants.fail(
                        peers.get(0), "row " + id + " is " + row + ", and was changed to " + content + " later");
            }
        });
        if (!edited.isEmpty()) {
            Invariants.fail(peers.get(0), "what was changed later is missing: " + edited);
        }
    }

    @Override
    boolean remakesLost() {
        return true;
    }

    @Override
    String rows(SimulatedPeer peer) {
        return database(peer).rows().toString();
    }
}
