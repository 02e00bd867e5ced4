package org.morango.cli;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.OutboxRow;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the notes of changes that are not serialized yet. */
final class OutboxNotes {
    private static final int PAGE = 20;
    private static final int MOST_MODELS = 10_000;

    private final CliDatabase database;

    OutboxNotes(CliDatabase database) {
        this.database = database;
    }

    /** Calls a consumer with each note. */
    void each(Consumer<OutboxRow> consumer) {
        long last = 0;
        for (List<OutboxRow> page = after(last); !page.isEmpty(); page = after(last)) {
            for (OutboxRow note : page) {
                consumer.accept(note);
                last = note.id == null ? last : note.id;
            }
        }
    }

    private List<OutboxRow> after(long last) {
        return database.select(OutboxRow.class, PAGE, "from MorangoOutboxRow o where o.id > ?1 order by o.id", last);
    }

    /** Returns whether the rows of a note can be read. */
    static boolean isReadable(OutboxRow note) {
        JsonNode rows = rows(note);
        return rows.isArray() && rows.valueStream().allMatch(row -> row.isString() || isPlaced(row));
    }

    private static boolean isPlaced(JsonNode row) {
        return row.isArray() && row.size() == 3 && row.valueStream().allMatch(JsonNode::isString);
    }

    /** Returns the number of a note's rows. */
    static long size(OutboxRow note) {
        return rows(note).size();
    }

    private static JsonNode rows(OutboxRow note) {
        try {
            return JsonMapper.shared().readTree(note.rows);
        } catch (JacksonException e) {
            return JsonMapper.shared().nullNode();
        }
    }

    /** Returns the names of the models some of whose rows were changed in a way that does not tell which. */
    Set<String> rescans() {
        Set<String> models = new HashSet<>();
        database.select(
                        Object[].class,
                        MOST_MODELS,
                        "select distinct o.profile, o.modelName from MorangoOutboxRow o where o.kind = ?1",
                        Outbox.Kind.RESCAN.name())
                .forEach(row -> models.add(row[0] + "/" + row[1]));
        return models;
    }

    /** Returns those of the ids whose rows were changed. */
    Set<String> changed(Collection<String> ids) {
        Set<String> changed = new HashSet<>();
        eachModel((outbox, profile, models) -> {
            Outbox.Noted noted = outbox.changesOf(profile, models, ids);
            ids.stream().filter(noted::isChanged).forEach(changed::add);
        });
        return changed;
    }

    /** Returns those of the ids whose rows were deleted. */
    Set<String> deleted(Collection<String> ids) {
        Set<String> deleted = new HashSet<>();
        eachModel((outbox, profile, models) -> deleted.addAll(
                outbox.deletionsOf(profile, models, ids).deleted().keySet()));
        return deleted;
    }

    /**
     * Returns the number of changed rows of each model whose partition begins with no root of a certificate that this
     * database has a private key of. Leaves out profiles without one, and models without such rows.
     */
    Map<String, Long> unplaced() {
        Map<String, Long> unplaced = new TreeMap<>();
        eachModel((outbox, profile, models) -> {
            List<String> roots = database.select(
                    String.class,
                    MOST_MODELS,
                    "select distinct c.rootId from MorangoCertificateRow c where c.privateKey is not null"
                            + " and c.profile = ?1",
                    profile);
            for (String model : roots.isEmpty() ? Set.<String>of() : models) {
                Set<String> ids = new HashSet<>();
                outbox.changed(profile, model).flatMap(List::stream).forEach(row -> {
                    String partition = row.partition();
                    if (partition != null && roots.stream().noneMatch(partition::startsWith)) {
                        ids.add(row.id());
                    }
                });
                if (!ids.isEmpty()) {
                    unplaced.put(profile + "/" + model, (long) ids.size());
                }
            }
        });
        return unplaced;
    }

    private interface Query {
        void run(Outbox outbox, String profile, Set<String> models);
    }

    private void eachModel(Query query) {
        Map<String, Set<String>> models = database
                .select(Object[].class, MOST_MODELS, "select distinct o.profile, o.modelName from MorangoOutboxRow o")
                .stream()
                .collect(Collectors.groupingBy(
                        row -> (String) row[0],
                        TreeMap::new,
                        Collectors.mapping(row -> (String) row[1], Collectors.toSet())));
        models.forEach((profile, names) -> database.read((StatelessSession session) -> {
            query.run(new Outbox(session), profile, names);
            return names;
        }));
    }
}
