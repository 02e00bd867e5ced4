package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.internal.store.TombstoneRow;
import tools.jackson.databind.JsonNode;

/**
 * Compares a model's rows with the store, page by page. Marks rows that were inserted or changed in a way that did not
 * mark them, and writes tombstones for rows that are gone. Leaves out pending records.
 */
public final class Rescan {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModel model;

    private Rescan(StatelessSession session, SyncableModel model) {
        this.session = session;
        this.model = model;
    }

    /**
     * Result of a page.
     *
     * @param last the last id of the page; null if there are no more
     */
    public record Page(@Nullable String last, long inserted, long changed, long vanished) {}

    /** Rescans the models that the application's transactions have left notes for. */
    public static void noted(StatelessSession session, SyncableModels models) {
        for (Object[] note : session.createSelectionQuery(
                        "select distinct n.profile, n.modelName from MorangoRescanRow n", Object[].class)
                .getResultList()) {
            // Removes the notes before the rescan, which then sees all changes that they stand for.
            int removed = session.createMutationQuery(
                            "delete from MorangoRescanRow n where n.profile = :profile and n.modelName = :model")
                    .setParameter("profile", note[0])
                    .setParameter("model", note[1])
                    .executeUpdate();
            if (removed > 0) {
                models.find((String) note[0], (String) note[1]).ifPresent(model -> whole(session, model));
            }
        }
    }

    private static void whole(StatelessSession session, SyncableModel model) {
        for (String last = ""; last != null; ) {
            last = present(session, model, last).last();
        }
        for (String last = ""; last != null; ) {
            last = vanished(session, model, last).last();
        }
    }

    /** Compares a page of the model's rows. */
    public static Page present(StatelessSession session, SyncableModel model, String after) {
        return new Rescan(session, model).present(after);
    }

    /** Finds a page of the model's records without a row. */
    public static Page vanished(StatelessSession session, SyncableModel model, String after) {
        return new Rescan(session, model).vanished(after);
    }

    private Page present(String after) {
        List<Object[]> page = session.createSelectionQuery(
                        "select e.id, e.morangoDirty from " + model.entityName() + " e where e.id > :after and "
                                + model.ownRows() + " order by e.id",
                        Object[].class)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList();
        if (page.isEmpty()) {
            return new Page(null, 0, 0, 0);
        }
        List<String> unmarked = page.stream()
                .filter(row -> (Integer) row[1] == 0)
                .map(row -> (String) row[0])
                .toList();
        List<String> found = new ArrayList<>();
        int inserted = 0;
        if (!unmarked.isEmpty()) {
            Map<String, StoreRow> stored = StoreRecords.load(session, unmarked);
            Set<String> pending = PendingRecords.of(session, stored.keySet());
            Map<String, List<JsonNode>> unsaid = unsaid();
            // A row that cannot be read was changed, because it could be read when it was serialized.
            SafeReads reads = new SafeReads(session, model, (id, reason) -> found.add(id));
            for (RecordContent content : reads.select(unmarked)) {
                StoreRow row = stored.get(content.id());
                if (pending.contains(content.id())) {
                    continue;
                }
                if (row == null || row.deleted) {
                    inserted++;
                    found.add(content.id());
                } else if (!content.isIn(row.serialized, row.adapted, model, unsaid)) {
                    found.add(content.id());
                }
            }
        }
        int changed = found.size() - inserted;
        // Rows that are held back are marked as well: only another attempt shows whether they were corrected.
        page.stream().filter(row -> (Integer) row[1] < 0).forEach(row -> found.add((String) row[0]));
        mark(found);
        return new Page((String) page.get(page.size() - 1)[0], inserted, changed, 0);
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
        new EntityWriter(session, model)
                .defaultMembers()
                .forEach((name, value) ->
                        unsaid.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        return unsaid;
    }

    private void mark(List<String> ids) {
        if (!ids.isEmpty()) {
            IdList.change(
                    session,
                    "update " + model.entityName() + " e set e.morangoDirty = 1 where e.morangoDirty <= 0 and e.id",
                    ids);
        }
    }

    private Page vanished(String after) {
        List<TombstoneRow> page = session.createSelectionQuery(
                        "select s.id from MorangoStoreRow s where s.profile = :profile and s.modelName = :model"
                                + " and s.id > :after and not s.deleted"
                                + " and not exists (select 1 from MorangoPendingRow p where p.id = s.id)"
                                + " and not exists (select 1 from " + model.entityName() + " e where e.id = s.id)"
                                + " and not exists (select 1 from MorangoTombstoneRow t where t.id = s.id)"
                                + " order by s.id",
                        String.class)
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultStream()
                .map(id -> Deletions.tombstone(model, id, false))
                .toList();
        Rows.upsert(session, page);
        return new Page(page.isEmpty() ? null : page.get(page.size() - 1).id, 0, 0, page.size());
    }
}
