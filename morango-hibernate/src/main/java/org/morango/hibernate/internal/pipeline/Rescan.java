package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.Selection;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.JsonNode;

/**
 * Compares a model's rows with the store, page by page. Notes rows that were inserted, changed or deleted in a way that
 * did not note them. Leaves out pending records.
 */
public final class Rescan {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Outbox outbox;
    private final RowKeys keys;

    private Rescan(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.outbox = new Outbox(session);
        this.keys = new RowKeys(session, models);
    }

    /**
     * Result of a page.
     *
     * @param last where the next page begins; null if there are no more
     */
    public record Page(@Nullable String last, long inserted, long changed, long vanished) {}

    /** Rescans the models that the application's transactions have left notes for. */
    public static void noted(StatelessSession session, SyncableModels models) {
        // Takes the notes before the rescan, which then sees all changes that they stand for.
        new Outbox(session)
                .takeRescans()
                .forEach((profile, names) -> names.forEach(name ->
                        models.find(profile, name).ifPresent(model -> new Rescan(session, models, model).whole())));
    }

    private void whole() {
        for (String last = ""; last != null; ) {
            last = present(last).last();
        }
        for (String last = ""; last != null; ) {
            last = vanished(last).last();
        }
    }

    /** Compares a page of the model's rows. */
    public static Page present(StatelessSession session, SyncableModels models, SyncableModel model, String after) {
        return new Rescan(session, models, model).present(after);
    }

    /** Finds a page of the model's records without a row. */
    public static Page vanished(StatelessSession session, SyncableModels models, SyncableModel model, String after) {
        return new Rescan(session, models, model).vanished(after);
    }

    private Page present(String after) {
        List<Object> page = keys(session, model, after, PAGE);
        if (page.isEmpty()) {
            return new Page(null, 0, 0, 0);
        }
        List<String> texts = page.stream().map(KeyCodec::text).toList();
        NotedRows noted = outbox.of(model.profile(), models.related(model), texts);
        List<Object> unnoted = page.stream()
                .filter(key -> !noted.hasChange(KeyCodec.text(key)) && !noted.isChanged(KeyCodec.text(key)))
                .toList();
        List<String> found = new ArrayList<>();
        int inserted = unnoted.isEmpty() ? 0 : compare(unnoted, found);
        int changed = found.size() - inserted;
        // Rows that are held back are noted as well: only another attempt shows whether they were corrected.
        noted.resting().keySet().stream().filter(key -> !noted.hasChange(key)).forEach(found::add);
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, found);
        return new Page(texts.get(texts.size() - 1), inserted, changed, 0);
    }

    /** Returns a page of the keys of a model's rows, in their order. */
    static List<Object> keys(StatelessSession session, SyncableModel model, String after, int limit) {
        Selection key = model.key().selection();
        SelectionQuery<Object> query = session.createSelectionQuery(
                        "select " + key.select("e") + " from " + model.entityName() + " e where "
                                + (after.isEmpty() ? "" : key.isAfter("e", "after") + " and ") + model.ownRows()
                                + " order by " + key.order("e"),
                        Object.class)
                .setMaxResults(limit);
        return (after.isEmpty() ? query : key.bind(query, "after", model.key().key(after))).getResultList();
    }

    /** Finds the rows that differ from their records. Returns the number of those that have none. */
    private int compare(List<Object> rows, List<String> found) {
        List<String> texts = rows.stream().map(KeyCodec::text).toList();
        Map<String, StoreRow> stored = model.hasRecordIds()
                ? StoreRecords.load(session, texts)
                : StoreRecords.loadByKey(session, model.profile(), models.related(model), texts);
        Set<String> pending = PendingRecords.of(
                session, stored.values().stream().map(row -> row.id).toList());
        Map<String, List<JsonNode>> unsaid = unsaid();
        int inserted = 0;
        // A row that cannot be read was changed, because it could be read when it was serialized.
        SafeReads reads = new SafeReads(session, model, (key, reason) -> found.add(KeyCodec.text(key)));
        for (RecordContent content : reads.select(rows, keys::ids)) {
            StoreRow row = stored.get(content.key());
            if (row != null && pending.contains(row.id)) {
                continue;
            }
            boolean isOfOther = row != null && !model.hasRecordIds() && !row.modelName.equals(model.name());
            if (row == null || row.deleted || isOfOther) {
                inserted++;
                found.add(content.key());
            } else if (!content.isIn(row.serialized(), row.adapted, model, unsaid)) {
                found.add(content.key());
            }
        }
        return inserted;
    }

    /**
     * Returns the values that rows may have of members that are missing in their records, because older versions of the
     * application made them.
     */
    private Map<String, List<JsonNode>> unsaid() {
        ModelRow noted = session.get(ModelRow.class, new ModelRow.Key(model.profile(), model.name()));
        Map<String, List<JsonNode>> unsaid = noted == null
                ? new HashMap<>()
                : KnownMembers.parse(noted.members).initial(model);
        new EntityWriter(session, model, keys)
                .defaultMembers()
                .forEach((name, value) ->
                        unsaid.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        return unsaid;
    }

    private Page vanished(String after) {
        List<Object[]> page = session.createSelectionQuery(
                        "select s.id, s.localKey from MorangoStoreRow s where s.profile = :profile and s.modelName = :model"
                                + " and s.id" + IdJavaType.above(after) + ":after and not s.deleted"
                                + " and not exists (select 1 from MorangoPendingRow p where p.id = s.id)"
                                + " order by s.id",
                        Object[].class)
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setParameter("after", IdJavaType.orLowest(after))
                .setMaxResults(PAGE)
                .getResultList();
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (Object[] row : page) {
            String text = (String) row[model.hasRecordIds() ? 0 : 1];
            if (text != null) {
                wanted.put(text, model.key().key(text));
            }
        }
        Set<Object> present = keys.present(model.entityClass(), wanted.values());
        wanted.values().removeAll(present);
        NotedRows noted = outbox.of(model.profile(), models.related(model), wanted.keySet());
        List<String> found = wanted.keySet().stream()
                .filter(key -> !noted.deleted().containsKey(key))
                .toList();
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.DELETED, found);
        return new Page(page.isEmpty() ? null : (String) page.get(page.size() - 1)[0], 0, 0, found.size());
    }
}
