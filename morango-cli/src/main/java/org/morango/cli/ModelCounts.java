package org.morango.cli;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.OutboxRow;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts what the library's tables have of each model. */
final class ModelCounts {
    static final String UNSERIALIZED = "unserialized";
    static final String UNPLACED = "unplaced";
    private static final String RESCAN = "rescan";

    private static final int MOST_MODELS = 1_000;
    private static final Set<String> FOLLOWED = Set.of(Outbox.Kind.STRAYED.name(), Outbox.Kind.MOVED.name());

    private final CliDatabase database;
    private final Map<String, ObjectNode> models = new TreeMap<>();

    private ModelCounts(CliDatabase database) {
        this.database = database;
    }

    /** Returns the models of which there is anything, ordered by name. */
    static ArrayNode of(CliDatabase database) {
        ModelCounts counts = new ModelCounts(database);
        counts.count("records", "MorangoStoreRow r");
        counts.count("deleted", "MorangoStoreRow r where r.deleted = true");
        counts.count("pending", "MorangoPendingRow r");
        counts.count("held_back", "MorangoHeldBackRow r");
        OutboxNotes outbox = new OutboxNotes(database);
        outbox.each(counts::countNoted);
        outbox.unplaced()
                .forEach((model, reasons) -> Objects.requireNonNull(counts.models.get(model))
                        .put(
                                UNPLACED,
                                reasons.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()));
        return Output.object().arrayNode().addAll(counts.models.values());
    }

    private void count(String name, String rows) {
        database.select(
                        Object[].class,
                        MOST_MODELS,
                        "select r.profile, r.modelName, count(*) from " + rows + " group by r.profile, r.modelName")
                .forEach(row -> add((String) row[0], (String) row[1], name, ((Number) row[2]).longValue()));
    }

    /** Counts the rows of a note, unless the library itself has noted them to follow moves. */
    private void countNoted(OutboxRow note) {
        if (note.kind.equals(Outbox.Kind.RESCAN.name())) {
            model(note.profile, note.modelName).put(RESCAN, true);
        } else if (!FOLLOWED.contains(note.kind)) {
            add(note.profile, note.modelName, UNSERIALIZED, OutboxNotes.size(note));
        }
    }

    private void add(String profile, String modelName, String name, long count) {
        ObjectNode model = model(profile, modelName);
        model.put(name, model.get(name).longValue() + count);
    }

    private ObjectNode model(String profile, String modelName) {
        return models.computeIfAbsent(
                profile + "/" + modelName,
                name -> Output.object()
                        .put("profile", profile)
                        .put("model", modelName)
                        .put("records", 0L)
                        .put("deleted", 0L)
                        .put("pending", 0L)
                        .put("held_back", 0L)
                        .put(UNSERIALIZED, 0L)
                        .put(UNPLACED, 0L)
                        .put(RESCAN, false));
    }
}
