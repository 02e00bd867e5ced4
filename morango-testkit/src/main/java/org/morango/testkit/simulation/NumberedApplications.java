package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.SyncRecord;
import org.morango.testkit.simulation.NumberedDatabase.Kind;
import org.morango.testkit.simulation.NumberedDatabase.Row;

/** Applications that number their rows themselves, move them between partitions, and unite those that exist twice. */
final class NumberedApplications extends Applications {
    private final List<SimulatedPeer> peers;
    private final Changes changes = new Changes();
    private final Fates fates = new Fates();
    /** The tags of things by the ids of their records. */
    private final Map<String, String> tags = new HashMap<>();

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
            on(change.peer(), change.choice(), row -> true, this::change);
        } else if (step instanceof Step.Move move) {
            on(move.peer(), move.choice(), NumberedApplications::mayMove, (peer, row) -> move(peer, row, move.place()));
        } else if (step instanceof Step.Refer refer) {
            on(
                    refer.peer(),
                    refer.choice(),
                    NumberedApplications::mayMove,
                    (peer, row) -> refer(peer, row, refer.parent()));
        } else if (step instanceof Step.Delete delete) {
            on(delete.peer(), delete.choice(), row -> true, (peer, row) -> delete(peer, row, delete.hard()));
        } else if (step instanceof Step.Unite unite) {
            unite(peers.get(unite.peer()));
        } else {
            return false;
        }
        return true;
    }

    private static boolean mayMove(Row row) {
        return row.kind() != Kind.OWNER;
    }

    /** Does something to a row that a peer may change, if there is any. */
    private void on(int index, int choice, Predicate<Row> wanted, BiConsumer<SimulatedPeer, Row> work) {
        SimulatedPeer peer = peers.get(index);
        List<Row> rows = changeable(peer).stream().filter(wanted).toList();
        if (!rows.isEmpty()) {
            work.accept(peer, any(rows, choice));
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
        fates.make(tag, parent);
        int token = changes.edit(peer.index(), tag);
        database(peer).insert(new Row(kind, 0, tag, place, token, parent == null ? null : parent.key()));
    }

    private static @Nullable Row parent(List<Row> rows, Kind kind, int choice) {
        List<Row> parents =
                rows.stream().filter(row -> row.kind() == kind.parent()).toList();
        return parents.isEmpty() ? null : any(parents, choice);
    }

    /** Returns the new token. */
    private int change(SimulatedPeer peer, Row row) {
        int token = changes.edit(peer.index(), row.tag(), row.token());
        database(peer).update(row.with(row.place(), token, row.parent()));
        return token;
    }

    private void move(SimulatedPeer peer, Row row, int choice) {
        String place = any(places(peer), choice);
        fates.move(row.tag());
        database(peer).update(row.with(place, row.token(), row.parent()));
    }

    private void refer(SimulatedPeer peer, Row row, int choice) {
        Row parent = parent(database(peer).rows(), row.kind(), choice);
        if (parent != null) {
            fates.refer(row.tag(), parent);
            fates.move(row.tag());
            database(peer).update(row.with(row.place(), row.token(), parent.key()));
        }
    }

    /** Deletes a row with all that refer to it, as an application does, if the peer may delete these. */
    private void delete(SimulatedPeer peer, Row row, boolean hard) {
        List<Row> deleted = new ArrayList<>();
        addWithReferrers(row, database(peer).rows(), deleted);
        if (!changeable(peer).containsAll(deleted)) {
            return;
        }
        for (Row each : deleted) {
            changes.delete(each.tag(), each.token(), hard);
            fates.delete(each.tag(), hard);
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
                database(peer).unite(pair.getKey(), pair.getValue().id());
                fates.unite(pair.getKey().tag());
                isAny = true;
            } catch (MorangoException e) {
                // The peer with the other row does it, or this one after its next sync.
            }
        }
        return isAny;
    }

    /** Returns the owners that a peer has as a row and as a pending record, and may change. */
    private static Map<Row, SyncRecord> twice(SimulatedPeer peer) {
        Map<String, Row> owners = database(peer).rows().stream()
                .filter(row -> row.kind() == Kind.OWNER && mayWrite(peer, row.place()))
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
                if (!rec.hardDeleted()) {
                    String tag = RecordText.of(rec).tag();
                    String before = tags.putIfAbsent(rec.id(), tag);
                    if (before != null && !before.equals(tag)) {
                        Invariants.fail(peer, "record " + rec.id() + " was " + before + ", and is " + tag + " now");
                    }
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
        fates.restored();
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
        for (SimulatedPeer peer : peers) {
            new RestingRows(peer).check();
            checkOneRowEach(peer);
        }
        // The first peer sees everything.
        Map<String, SyncRecord> store = peers.get(0).database().store();
        fates.checkAlive(checkOneRecordEach(store.values()).keySet());
        Map<String, List<String>> texts = new TreeMap<>();
        store.values().forEach(rec -> changes.addByThing(texts, rec.serialized() + "\n" + rec.conflictingData()));
        changes.checkKept(texts, fates::mayLack);
    }

    private static void checkOneRowEach(SimulatedPeer peer) {
        Set<String> tags = new HashSet<>();
        for (Row row : database(peer).rows()) {
            if (mayRead(peer, row.place()) && !tags.add(row.tag())) {
                Invariants.fail(peer, row.tag() + " has two rows");
            }
        }
    }

    /** Returns the living records by the tags of their things. */
    private Map<String, String> checkOneRecordEach(Collection<SyncRecord> store) {
        Map<String, String> alive = new HashMap<>();
        for (SyncRecord rec : store) {
            if (!rec.deleted()) {
                String tag = RecordText.of(rec).tag();
                String other = alive.put(tag, rec.id());
                if (other != null && !fates.isSpoilt(tag)) {
                    Invariants.fail(peers.get(0), tag + " has two records, " + other + " and " + rec.id());
                }
            }
        }
        return alive;
    }

    @Override
    Runnable changeAll() {
        Map<String, Integer> changed = new TreeMap<>();
        for (SimulatedPeer peer : peers) {
            for (Row row : changeable(peer)) {
                if (!changed.containsKey(row.tag())) {
                    changed.put(row.tag(), change(peer, row));
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
