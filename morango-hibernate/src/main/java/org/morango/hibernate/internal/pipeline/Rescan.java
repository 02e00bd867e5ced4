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
import org.morango.hibernate.internal.store.ModelRow;
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

    private Rescan(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.outbox = new Outbox(session);
    }

    /**
     * Result of a page.
     *
     * @param last the last id of the page; null if there are no more
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
        List<String> page = session.createSelectionQuery(
                        "select e.id from " + model.entityName() + " e where e.id > :after and " + model.ownRows()
                                + " order by e.id",
                        String.class)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList();
        if (page.isEmpty()) {
            return new Page(null, 0, 0, 0);
        }
        Outbox.Noted noted = outbox.of(model.profile(), models.related(model), page);
        List<String> unnoted = page.stream()
                .filter(id -> !noted.hasChange(id) && !noted.isChanged(id))
                .toList();
        List<String> found = new ArrayList<>();
        int inserted = 0;
        if (!unnoted.isEmpty()) {
            Map<String, StoreRow> stored = StoreRecords.load(session, unnoted);
            Set<String> pending = PendingRecords.of(session, stored.keySet());
            Map<String, List<JsonNode>> unsaid = unsaid();
            // A row that cannot be read was changed, because it could be read when it was serialized.
            SafeReads reads = new SafeReads(session, model, (id, reason) -> found.add(id));
            for (RecordContent content : reads.select(unnoted)) {
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
        // Rows that are held back are noted as well: only another attempt shows whether they were corrected.
        noted.resting().keySet().stream().filter(id -> !noted.hasChange(id)).forEach(found::add);
        outbox.addIds(model.profile(), model.name(), Outbox.Kind.CHANGED, found);
        return new Page(page.get(page.size() - 1), inserted, changed, 0);
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

    private Page vanished(String after) {
        List<String> page = session.createSelectionQuery(
                        "select s.id from MorangoStoreRow s where s.profile = :profile and s.modelName = :model"
                                + " and s.id > :after and not s.deleted"
                                + " and not exists (select 1 from MorangoPendingRow p where p.id = s.id)"
                                + " and not exists (select 1 from " + model.entityName() + " e where e.id = s.id)"
                                + " order by s.id",
                        String.class)
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList();
        Outbox.Noted noted = outbox.of(model.profile(), models.related(model), page);
        List<String> found =
                page.stream().filter(id -> !noted.deleted().containsKey(id)).toList();
        outbox.addIds(model.profile(), model.name(), Outbox.Kind.DELETED, found);
        return new Page(page.isEmpty() ? null : page.get(page.size() - 1), 0, 0, found.size());
    }
}
