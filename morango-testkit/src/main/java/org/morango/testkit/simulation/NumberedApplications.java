package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.testkit.simulation.NumberedDatabase.Kind;
import org.morango.testkit.simulation.NumberedDatabase.Row;

/** Applications that number their rows themselves, move them between partitions, and unite those that exist twice. */
final class NumberedApplications extends Applications {
    private final List<SimulatedPeer> peers;
    private final Changes changes = new Changes();
    private final Things things = new Things();
    private int made;

    NumberedApplications(List<SimulatedPeer> peers) {
        this.peers = peers;
    }

    private static NumberedDatabase database(SimulatedPeer peer) {
        return (NumberedDatabase) peer.database();
    }

    @Override
    boolean perform(Step step) {
        if (step instanceof Step.Make make) {
            make(peers.get(make.peer()), make);
        } else if (step instanceof Step.Change change) {
            change(change.peer(), change.choice(), row -> true, (peer, row) -> change(peer, row));
        } else if (step instanceof Step.Move move) {
            change(
                    move.peer(),
                    move.choice(),
                    row -> row.kind() != Kind.OWNER,
                    (peer, row) -> move(peer, row, move.place()));
        } else if (step instanceof Step.Refer refer) {
            change(
                    refer.peer(),
                    refer.choice(),
                    row -> row.kind() != Kind.OWNER,
                    (peer, row) -> refer(peer, row, refer.parent()));
        } else if (step instanceof Step.Delete delete) {
            change(delete.peer(), delete.choice(), row -> true, (peer, row) -> delete(peer, row, delete.hard()));
        } else if (step instanceof Step.Unite unite) {
            unite(peers.get(unite.peer()));
        } else {
            return false;
        }
        return true;
    }

    private interface Work {
        void on(SimulatedPeer peer, Row row);
    }

    /** Does something to a row that a peer may change, if there is any. */
    private void change(int index, int choice, java.util.function.Predicate<Row> wanted, Work work) {
        SimulatedPeer peer = peers.get(index);
        List<Row> rows = changeable(peer).stream().filter(wanted).toList();
        if (!rows.isEmpty()) {
            work.on(peer, rows.get(choice % rows.size()));
        }
    }

    private static List<Row> changeable(SimulatedPeer peer) {
        return database(peer).rows().stream()
                .filter(row -> mayRead(peer, row.place()) && mayWrite(peer, row.place()))
                .toList();
    }

    private static boolean mayRead(SimulatedPeer peer, String place) {
        return peer.scope().read().contains(partition(place));
    }

    private static boolean mayWrite(SimulatedPeer peer, String place) {
        return peer.scope().write().contains(partition(place));
    }

    private static String partition(String place) {
        return PeerIdentity.root() + ":" + place + ":";
    }

    /** Returns the places where a peer may put rows. */
    private static List<String> places(SimulatedPeer peer) {
        return PeerIdentity.partitions().stream()
                .map(partition -> partition.split(":")[1])
                .filter(place -> mayWrite(peer, place))
                .toList();
    }

    private static <T> T any(List<T> list, int choice) {
        return list.get(choice % list.size());
    }

    private void make(SimulatedPeer peer, Step.Make make) {
        Kind kind = any(List.of(Kind.values()), make.kind());
        String place = any(places(peer), make.place());
        List<Row> rows = database(peer).rows();
        String tag = kind == Kind.OWNER ? "owner " + make.choice() % 2 + " of " + place : kind.model() + " " + made++;
        boolean isThere = rows.stream().anyMatch(row -> row.tag().equals(tag));
        Row parent = parent(rows, kind, make.choice());
        // A peer that cannot read what it writes would enter the same owner again and again.
        if (isThere || (kind == Kind.PARCEL && parent == null) || (kind == Kind.OWNER && !mayRead(peer, place))) {
            return;
        }
        things.make(tag, parent);
        int token = changes.edit(peer.index(), tag);
        database(peer).insert(new Row(kind, 0, tag, place, token, parent == null ? null : parent.key()));
    }

    private static @Nullable Row parent(List<Row> rows, Kind kind, int choice) {
        List<Row> parents =
                rows.stream().filter(row -> row.kind() == kind.parent()).toList();
        return parents.isEmpty() ? null : any(parents, choice);
    }

    private void change(SimulatedPeer peer, Row row) {
        int token = changes.edit(peer.index(), row.tag(), row.token());
        database(peer).update(new Row(row.kind(), row.key(), row.tag(), row.place(), token, row.parent()));
    }

    private void move(SimulatedPeer peer, Row row, int choice) {
        String place = any(places(peer), choice);
        things.move(peer, row.tag());
        database(peer).update(new Row(row.kind(), row.key(), row.tag(), place, row.token(), row.parent()));
    }

    private void refer(SimulatedPeer peer, Row row, int choice) {
        Row parent = parent(database(peer).rows(), row.kind(), choice);
        if (parent != null) {
            things.refer(row.tag(), parent);
            things.move(peer, row.tag());
            database(peer).update(new Row(row.kind(), row.key(), row.tag(), row.place(), row.token(), parent.key()));
        }
    }

    /** Deletes a row with all that refer to it, as an application does. */
    private void delete(SimulatedPeer peer, Row row, boolean hard) {
        List<Row> deleted = new ArrayList<>();
        addWithReferrers(row, database(peer).rows(), deleted);
        for (Row each : deleted) {
            changes.delete(each.tag(), each.token(), hard);
            things.delete(each.tag(), hard);
        }
        database(peer).delete(deleted, hard);
    }

    private static void addWithReferrers(Row row, List<Row> rows, List<Row> deleted) {
        rows.stream()
                .filter(other -> other.kind().parent() == row.kind() && Objects.equals(other.parent(), row.key()))
                .forEach(other -> addWithReferrers(other, rows, deleted));
        deleted.add(row);
    }

    /** Unites the pending records of a peer with the rows that are the same thing; returns whether there were any. */
    private boolean unite(SimulatedPeer peer) {
        boolean isAny = false;
        for (Map.Entry<Row, SyncRecord> pair : twice(peer).entrySet()) {
            try {
                things.unite(pair.getKey().tag());
                database(peer).unite(pair.getKey(), pair.getValue().id());
                isAny = true;
            } catch (MorangoException e) {
                // The peer with the other row does it, or this one after its next sync.
            }
        }
        return isAny;
    }

    /** Returns the owners that a peer has as a row and as a pending record. */
    private static Map<Row, SyncRecord> twice(SimulatedPeer peer) {
        Map<String, Row> owners = database(peer).rows().stream()
                .filter(row -> row.kind() == Kind.OWNER)
                .collect(Collectors.toMap(Row::tag, Function.identity()));
        Map<Row, SyncRecord> found = new HashMap<>();
        Set<String> pending = database(peer).pending().keySet();
        Map<String, Long> keys = database(peer).keys();
        peer.database().store().values().stream()
                .filter(rec -> !rec.deleted() && pending.contains(rec.id()) && !keys.containsKey(rec.id()))
                .filter(rec -> rec.modelName().equals(Kind.OWNER.model()))
                .forEach(rec -> {
                    Row row = owners.get(RecordText.of(rec).tag());
                    if (row != null) {
                        found.putIfAbsent(row, rec);
                    }
                });
        return found;
    }

    @Override
    boolean decide() {
        boolean isAny = false;
        for (SimulatedPeer peer : peers) {
            isAny |= unite(peer);
        }
        return isAny;
    }

    @Override
    void check() {
        for (SimulatedPeer peer : peers) {
            Map<String, Long> keys = database(peer).keys();
            Set<String> seen = new HashSet<>();
            peer.database().store().values().forEach(rec -> {
                Long key = keys.get(rec.id());
                if (key != null && !seen.add(rec.modelName() + " " + key)) {
                    Invariants.fail(peer, "row " + rec.modelName() + " " + key + " has two records");
                }
            });
        }
    }

    @Override
    void backedUp(SimulatedPeer peer) {
        changes.backedUp(peer.index());
    }

    @Override
    void restored(SimulatedPeer peer) {
        changes.restored(peer.index());
        things.restored();
    }

    @Override
    List<String> partitions() {
        return PeerIdentity.partitions();
    }

    /** The rows of a peer are compared with its own records, because some peers lack rows that others refer to. */
    @Override
    String row(SimulatedPeer peer, String recordId) {
        return "";
    }

    @Override
    void checkRest() {
        peers.forEach(peer -> new RestingRows(peer).check());
        for (SimulatedPeer peer : peers) {
            Filter read = peer.scope().read();
            List<String> tags = Stream.concat(
                            database(peer).rows().stream()
                                    .filter(row -> read.contains(partition(row.place())))
                                    .map(Row::tag),
                            Stream.empty())
                    .toList();
            tags.stream()
                    .filter(tag -> tags.indexOf(tag) != tags.lastIndexOf(tag))
                    .findFirst()
                    .ifPresent(tag -> Invariants.fail(peer, tag + " has two rows"));
        }
        Map<String, SyncRecord> store = peers.get(0).database().store();
        Map<String, String> alive = new HashMap<>();
        store.values().stream().filter(rec -> !rec.deleted()).forEach(rec -> {
            String tag = RecordText.of(rec).tag();
            String other = alive.put(tag, rec.id());
            if (other != null && !things.isSpoilt(tag)) {
                Invariants.fail(peers.get(0), tag + " has two records, " + other + " and " + rec.id());
            }
        });
        things.checkAlive(alive.keySet());
        Map<String, List<String>> texts = new TreeMap<>();
        store.values().forEach(rec -> changes.addByThing(texts, rec.serialized() + "\n" + rec.conflictingData()));
        changes.checkKept(texts, things::mayLack);
    }

    @Override
    Runnable changeAll() {
        Map<String, Integer> changed = new TreeMap<>();
        for (SimulatedPeer peer : peers) {
            for (Row row : changeable(peer)) {
                if (!changed.containsKey(row.tag())) {
                    changed.put(row.tag(), changes.edit(peer.index(), row.tag(), row.token()));
                    database(peer)
                            .update(new Row(
                                    row.kind(),
                                    row.key(),
                                    row.tag(),
                                    row.place(),
                                    Objects.requireNonNull(changed.get(row.tag())),
                                    row.parent()));
                }
            }
        }
        return () -> checkArrived(changed);
    }

    private void checkArrived(Map<String, Integer> changed) {
        for (SimulatedPeer peer : peers) {
            for (Row row : changeable(peer)) {
                Integer token = changed.get(row.tag());
                if (token != null && row.token() != token) {
                    Invariants.fail(peer, row + " was changed to " + token + " later");
                }
            }
        }
    }

    @Override
    boolean remakesLost() {
        return false;
    }

    @Override
    String rows(SimulatedPeer peer) {
        return database(peer).rows().toString();
    }
}
