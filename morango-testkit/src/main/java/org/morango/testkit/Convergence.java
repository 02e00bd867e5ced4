package org.morango.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opentest4j.AssertionFailedError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the rows of peers. */
public final class Convergence {
    private static final int SHOWN = 20;

    private Convergence() {}

    /**
     * Fails unless the syncable rows in the application's tables are the same on all these peers, including ids, source
     * ids and partitions. The message says which rows differ, in which members, and why a missing row has not been
     * written. Changes that have not been synced yet count as differences.
     */
    public static void assertSame(TestPeer... peers) {
        assertSame(Arrays.asList(peers));
    }

    /** As {@link #assertSame(TestPeer...)}, for all peers of a test. */
    public static void assertSame(TestPeers peers) {
        assertSame(peers.all());
    }

    /** As {@link #assertSame(TestPeer...)}. */
    public static void assertSame(Collection<TestPeer> peers) {
        Map<TestPeer, SyncableRows> rows = new LinkedHashMap<>();
        peers.forEach(peer -> rows.put(peer, SyncableRows.of(peer)));
        TreeSet<SyncableRows.Key> keys = new TreeSet<>();
        rows.values().forEach(r -> keys.addAll(r.content().keySet()));
        List<String> differences = new ArrayList<>();
        for (SyncableRows.Key key : keys) {
            String difference = difference(key, rows);
            if (!difference.isEmpty()) {
                differences.add(key + difference);
            }
        }
        if (!differences.isEmpty()) {
            throw new AssertionFailedError(message(differences, keys.size(), peers));
        }
    }

    private static String message(List<String> differences, int all, Collection<TestPeer> peers) {
        StringBuilder text = new StringBuilder(differences.size() + " of " + all + " rows differ between "
                + String.join(", ", peers.stream().map(TestPeer::toString).toList()) + ":");
        differences.stream().limit(SHOWN).forEach(d -> text.append("\n  ").append(d));
        if (differences.size() > SHOWN) {
            text.append("\n  and ").append(differences.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    private static String difference(SyncableRows.Key key, Map<TestPeer, SyncableRows> rows) {
        List<String> with = new ArrayList<>();
        List<String> without = new ArrayList<>();
        Map<String, ObjectNode> contents = new TreeMap<>();
        rows.forEach((peer, held) -> {
            ObjectNode content = held.content().get(key);
            if (content == null) {
                without.add(peer + held.reasonForAbsence(key));
            } else {
                with.add(peer.toString());
                contents.put(peer.toString(), content);
            }
        });
        if (!without.isEmpty()) {
            return " is at " + String.join(", ", with) + ", but not at " + String.join(", ", without);
        }
        return members(contents);
    }

    private static String members(Map<String, ObjectNode> contents) {
        TreeSet<String> names = new TreeSet<>();
        contents.values().forEach(c -> names.addAll(c.propertyNames()));
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Map<String, JsonNode> values = new TreeMap<>();
            contents.forEach((peer, content) -> values.put(peer, content.path(name)));
            if (values.values().stream().distinct().count() > 1) {
                text.append(text.isEmpty() ? ": " : "; ").append(name).append(" is ");
                text.append(String.join(
                        ", ",
                        values.entrySet().stream()
                                .map(e -> e.getValue() + " at " + e.getKey())
                                .toList()));
            }
        }
        return text.toString();
    }
}
