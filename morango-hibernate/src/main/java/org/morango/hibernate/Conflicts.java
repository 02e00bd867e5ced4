package org.morango.hibernate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.model.ReferredRows;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.ConflictCleanUp;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictingContent;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conflicting contents of records, from conflicts here or at other peers. They stay with their record, and travel
 * with it, until they are resolved or dismissed at one of the peers. Safe for use by many threads.
 */
public final class Conflicts {
    private static final int MAX_PAGE = 1_000;

    private final SyncableModels models;
    private final Hooks hooks;
    private final Database database;
    private final PartitionLocks locks;

    Conflicts(SyncableModels models, Hooks hooks, Database database, PartitionLocks locks) {
        this.models = models;
        this.hooks = hooks;
        this.database = database;
        this.locks = locks;
    }

    /** Returns the first records with conflicting contents, in the order of their ids. */
    public List<ConflictingRecord> list(int limit) {
        return list("", limit);
    }

    /**
     * Returns records with conflicting contents, in the order of their ids. Reads the store from {@code after} on until
     * it has found enough.
     *
     * @param after the id of the last record of the previous page
     * @param limit from 1 to 1,000
     */
    public List<ConflictingRecord> list(String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new MorangoException("A page of conflicts has 1 to " + MAX_PAGE + " of them, not " + limit + ".");
        }
        return database.read(session -> {
            List<ConflictingRecord> found = new ArrayList<>();
            String last = after;
            boolean isMore = true;
            while (isMore && found.size() < limit) {
                List<StoreRow> page = session.createSelectionQuery(
                                "select s from MorangoStoreRow s where s.id" + IdJavaType.above(last) + ":after and "
                                        + StoreRow.LOST + " order by s.id",
                                StoreRow.class)
                        .setParameter("after", IdJavaType.orLowest(last))
                        .setMaxResults(limit - found.size())
                        .getResultList();
                isMore = !page.isEmpty();
                last = isMore ? page.get(page.size() - 1).id : last;
                found.addAll(read(session, page));
            }
            return found;
        });
    }

    /** Returns the conflicting contents of one record; empty if it has none. */
    public Optional<ConflictingRecord> find(String recordId) {
        if (!Ids.isId(recordId)) {
            return Optional.empty();
        }
        return database
                .read(session -> read(
                        session,
                        session.createSelectionQuery(
                                        "select s from MorangoStoreRow s where s.id = :id and " + StoreRow.LOST,
                                        StoreRow.class)
                                .setParameter("id", recordId)
                                .getResultList()))
                .stream()
                .findFirst();
    }

    private List<ConflictingRecord> read(StatelessSession session, List<StoreRow> rows) {
        Map<String, ObjectNode> changed = changed(session, rows);
        ReferredRows referred = referred(session, rows);
        // A content that equals that of the record is not in conflict. Other peers may store it all the same.
        return rows.stream()
                .map(row -> kept(row, changed.get(row.id), referred))
                .filter(conflict -> conflict.deleted() || !conflict.lost().isEmpty())
                .toList();
    }

    /** Returns the contents of rows that the application has changed and not synced yet, by id. */
    private Map<String, ObjectNode> changed(StatelessSession session, List<StoreRow> rows) {
        Map<SyncableModel, Map<String, String>> ids = new LinkedHashMap<>();
        for (StoreRow row : rows) {
            String key = row.localKey == null ? row.id : row.localKey;
            models.find(row.profile, row.modelName)
                    .ifPresent(model -> ids.computeIfAbsent(model, m -> new LinkedHashMap<>())
                            .put(key, row.id));
        }
        Map<String, ObjectNode> contents = new HashMap<>();
        ids.forEach((model, byKey) -> {
            NotedRows noted = new Outbox(session).changesOf(model.profile(), models.related(model), byKey.keySet());
            List<Object> keys = RowKeys.parse(model, noted.changed().keySet());
            new SafeReads(session, model, (key, reason) -> {})
                    .select(keys, new RowKeys(session, models)::ids)
                    .forEach(c -> contents.put(byKey.get(c.key()), c.members()));
        });
        return contents;
    }

    /** Looks up the rows to which the contents of these records refer. */
    private ReferredRows referred(StatelessSession session, List<StoreRow> rows) {
        Map<SyncableModel, Map<String, List<String>>> contents = new LinkedHashMap<>();
        for (StoreRow row : rows) {
            List<String> all = new ArrayList<>(List.of(row.serialized()));
            ConflictingContent.all(row.conflictingData()).forEach(lost -> all.add(lost.content()));
            models.find(row.profile, row.modelName)
                    .ifPresent(model -> contents.computeIfAbsent(model, m -> new LinkedHashMap<>())
                            .put(row.id, all));
        }
        ReferredRows referred = new ReferredRows(session, models);
        contents.forEach(referred::load);
        return referred;
    }

    private ConflictingRecord kept(StoreRow row, @Nullable ObjectNode changed, ReferredRows referred) {
        SyncableModel model = models.find(row.profile, row.modelName).orElse(null);
        EntityContents contents = model == null ? null : new EntityContents(referred, model);
        JsonNode current = EntityContents.parse(ChangeTimes.without(row.serialized()));
        JsonNode stored = current.deepCopy();
        if (changed != null) {
            current = current instanceof ObjectNode object ? object.setAll(changed) : changed;
        }
        return new ConflictingRecord(
                row.id,
                row.profile,
                row.modelName,
                row.partition,
                model == null ? null : model.entityClass(),
                row.deleted && changed == null,
                new RecordVersion(row.lastSavedInstance, row.lastSavedCounter),
                new ConflictingRecord.Content(
                        current,
                        entity(row.id, current, contents),
                        changed == null ? Optional.of(row.lastSavedInstance) : Optional.empty(),
                        Optional.empty()),
                ConflictingContent.all(row.conflictingData()).stream()
                        .map(lost -> content(row.id, lost, contents))
                        .filter(lost -> !lost.json().equals(stored))
                        .toList());
    }

    private static ConflictingRecord.Content content(
            String id, ConflictingContent lost, @Nullable EntityContents contents) {
        JsonNode json = EntityContents.parse(lost.content());
        return new ConflictingRecord.Content(json, entity(id, json, contents), lost.author(), lost.time());
    }

    /** Returns null if the content is of another version of the application. It is then available as JSON only. */
    private static @Nullable Object entity(String id, JsonNode json, @Nullable EntityContents contents) {
        if (contents == null || !json.isObject()) {
            return null;
        }
        try {
            return contents.entity(id, json);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Gives the record the values of an entity, as a local change, and removes its conflicting contents. Restores a
     * deleted record. Unlike a change by the application, this calls no entity listeners.
     *
     * @param entity one of the conflict's entities, changed or not; only its values count
     * @throws MorangoException if the record has changed since it was read, or the entity cannot be written
     */
    public void resolve(ConflictingRecord conflict, Object entity) {
        resolve(conflict, model -> {
            if (!model.entityClass().isInstance(entity)) {
                throw refused(
                        conflict, "is resolved by a " + entity.getClass().getName() + "; give one of its own entity");
            }
            ObjectNode content = conflict.current().json() instanceof ObjectNode object
                    ? object.deepCopy()
                    : (ObjectNode) EntityContents.parse("{}");
            return database.read(
                    session -> new EntityContents(new ReferredRows(session, models), model).write(entity, content));
        });
    }

    /**
     * Gives the record a content, as a local change, and removes its conflicting contents. Restores a deleted record.
     *
     * @param content one of the conflict's contents, changed or not: a JSON object; missing members stay as they are
     * @throws MorangoException if the record has changed since it was read, or the content does not fit its entity
     */
    public void resolve(ConflictingRecord conflict, JsonNode content) {
        resolve(conflict, model -> content);
    }

    private void resolve(ConflictingRecord conflict, Function<SyncableModel, JsonNode> content) {
        SyncableModel model = models.find(conflict.profile(), conflict.modelName())
                .orElseThrow(() -> refused(conflict, "is of a model that this application does not know; dismiss it"));
        JsonNode chosen = content.apply(model);
        locks.exclusive(Filter.parse(conflict.partition()), session -> {
            String problem = new ConflictCleanUp(session, models, model, hooks)
                    .resolve(unchanged(session, conflict), chosen.toString());
            if (problem != null) {
                throw refused(conflict, "cannot have this content: " + problem);
            }
            return true;
        });
    }

    /**
     * Removes the record's conflicting contents; the record itself stays as it is. This travels: other peers remove
     * them too.
     *
     * @throws MorangoException if the record has changed since it was read
     */
    public void dismiss(ConflictingRecord conflict) {
        locks.exclusive(Filter.parse(conflict.partition()), session -> {
            ConflictCleanUp.dismiss(session, unchanged(session, conflict));
            return true;
        });
    }

    private static StoreRow unchanged(StatelessSession session, ConflictingRecord conflict) {
        StoreRow row = session.get(StoreRow.class, conflict.recordId());
        if (row == null
                || !Objects.equals(
                        conflict.version(), new RecordVersion(row.lastSavedInstance, row.lastSavedCounter))) {
            throw refused(conflict, "has changed since its conflict was read; read it again");
        }
        return row;
    }

    private static MorangoException refused(ConflictingRecord conflict, String reason) {
        return new MorangoException(
                "Record " + conflict.recordId() + " of " + conflict.modelName() + " " + reason + ".",
                Map.of("record", conflict.recordId()));
    }
}
