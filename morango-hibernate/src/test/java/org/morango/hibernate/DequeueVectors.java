package org.morango.hibernate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.morango.merge.ConflictingContent;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Stores and buffers, with the resulting stores of Python Morango. */
final class DequeueVectors {
    private DequeueVectors() {}

    /**
     * Returns all records but those that Python Morango merges differently: those that claim versions which this
     * instance has never saved, and those whose content differs from that of the same version in the store.
     *
     * @param isReceived whether the records that are stored before come by transfers, too
     */
    static List<JsonNode> load(boolean isReceived) throws IOException {
        List<JsonNode> vectors = new ArrayList<>();
        try (InputStream in = DequeueVectors.class.getResourceAsStream("/vectors/dequeue.json")) {
            for (JsonNode vector : JsonMapper.shared().readTree(in)) {
                Set<String> invented = invented(vector, isReceived);
                for (String when : List.of("before", "after")) {
                    for (JsonNode table : vector.get(when)) {
                        if (table instanceof ArrayNode rows) {
                            rows.removeIf(row -> invented.contains(id(row)));
                        }
                    }
                }
                vectors.add(vector);
            }
        }
        return vectors;
    }

    /** Returns the records of a vector, in its order. */
    static List<SyncRecord> records(JsonNode nodes, JsonNode counters) {
        Map<String, Map<String, Long>> histories = new TreeMap<>();
        for (JsonNode counter : counters) {
            histories
                    .computeIfAbsent(text(counter, "record"), id -> new TreeMap<>())
                    .put(text(counter, "instance_id"), counter.get("counter").longValue());
        }
        List<SyncRecord> records = new ArrayList<>();
        for (JsonNode node : nodes) {
            JsonNode reference = node.get("self_ref_fk");
            records.add(new SyncRecord(
                    text(node, "id"),
                    text(node, "profile"),
                    text(node, "model_name"),
                    text(node, "source_id"),
                    text(node, "partition"),
                    text(node, "serialized"),
                    node.get("deleted").booleanValue(),
                    node.get("hard_deleted").booleanValue(),
                    new RecordVersion(
                            text(node, "last_saved_instance"),
                            node.get("last_saved_counter").longValue()),
                    text(node, "conflicting_serialized_data"),
                    reference == null ? "" : reference.stringValue(),
                    RecordHistory.of(histories.getOrDefault(text(node, "id"), Map.of()))));
        }
        return records;
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).stringValue();
    }

    /**
     * Returns the conflicting contents without the members that Python Morango does not note, and without white space.
     */
    static String plain(String conflictingData) {
        return ConflictingContent.all(conflictingData).stream()
                .map(lost -> lost.content().replace("\": ", "\":").replace(", \"", ",\"") + "\n")
                .collect(Collectors.joining());
    }

    private static Set<String> invented(JsonNode vector, boolean isReceived) {
        String own = vector.get("local_instance").stringValue();
        JsonNode before = vector.get("before");
        Map<String, Long> saved = new HashMap<>();
        if (!isReceived) {
            before.get("rmc").forEach(row -> {
                if (row.get("instance_id").stringValue().equals(own)) {
                    saved.put(id(row), row.get("counter").longValue());
                }
            });
        }
        Set<String> invented = forked(before);
        for (String table : List.of("store", "rmc", "buffer", "rmcb")) {
            boolean isStored = table.equals("store") || table.equals("rmc");
            String prefix = table.startsWith("rmc") ? "" : "last_saved_";
            before.get(table).forEach(row -> {
                boolean isOwn = row.get(prefix.isEmpty() ? "instance_id" : "last_saved_instance")
                        .stringValue()
                        .equals(own);
                long counter = row.get(prefix + "counter").longValue();
                if (isOwn && (isReceived || !isStored) && counter > saved.getOrDefault(id(row), 0L)) {
                    invented.add(id(row));
                }
            });
        }
        return invented;
    }

    private static Set<String> forked(JsonNode before) {
        Map<String, String> stored = new HashMap<>();
        before.get("store").forEach(row -> stored.put(id(row), version(row)));
        Set<String> forked = new TreeSet<>();
        before.get("buffer").forEach(row -> {
            if (version(row).equals(stored.get(id(row)))) {
                forked.add(id(row));
            }
        });
        return forked;
    }

    private static String version(JsonNode row) {
        return row.get("last_saved_instance").stringValue() + row.get("last_saved_counter");
    }

    private static String id(JsonNode row) {
        return row.get(row.has("record") ? "record" : "id").stringValue();
    }
}
