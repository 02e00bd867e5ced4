package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Enters rows that the application had before it had the library: notes them, page by page, in the order of their keys.
 * The next pass makes records of them. Rows that have a record or a note already are passed over, so that the work can
 * be broken off and begun again.
 */
public final class AdoptStage {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Outbox outbox;

    public AdoptStage(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.outbox = new Outbox(session);
    }

    /**
     * Result of a page.
     *
     * @param last where the next page begins; null if there is none
     * @param rows number of rows that were noted
     */
    public record Page(@Nullable String last, int rows) {}

    /**
     * Finds a page of rows that have neither a record nor a note.
     *
     * @param isNoted whether they are noted, or only counted
     */
    public Page note(String after, boolean isNoted) {
        List<Object> page = Rescan.keys(session, model, after, PAGE);
        List<String> unknown = unknown(page);
        if (isNoted) {
            outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, unknown);
        }
        return new Page(page.isEmpty() ? null : KeyCodec.text(page.get(page.size() - 1)), unknown.size());
    }

    /** Returns whether there is a row that has neither a record nor a note. */
    boolean isNeeded() {
        String last = "";
        for (List<Object> page = Rescan.keys(session, model, last, PAGE);
                !page.isEmpty();
                page = Rescan.keys(session, model, last, PAGE)) {
            if (!unknown(page).isEmpty()) {
                return true;
            }
            last = KeyCodec.text(page.get(page.size() - 1));
        }
        return false;
    }

    private List<String> unknown(List<Object> page) {
        return unknown(
                session,
                model.profile(),
                models.related(model),
                model.hasRecordIds(),
                page.stream().map(KeyCodec::text).toList());
    }

    /**
     * Returns those of the keys whose rows have neither a record nor a note.
     *
     * @param related the models whose rows have their keys in common
     * @param hasRecordIds whether the keys are the ids of the records
     */
    public static List<String> unknown(
            StatelessSession session,
            String profile,
            Collection<String> related,
            boolean hasRecordIds,
            List<String> keys) {
        Set<String> recorded = hasRecordIds
                ? StoreRecords.load(session, keys).keySet()
                : StoreRecords.idsByKey(session, profile, related, keys).keySet();
        NotedRows noted = new Outbox(session).of(profile, related, keys);
        return keys.stream()
                .filter(key -> !recorded.contains(key) && !noted.isChanged(key))
                .toList();
    }

    /**
     * Matches a page of received records without a row with rows without a record that have the same values.
     *
     * @param attributes the members whose values have to be the same
     */
    public Page match(List<Member> attributes, String after) {
        List<StoreRow> page = session.createSelectionQuery(
                        "select s from MorangoStoreRow s where s.profile = :profile and s.modelName = :model"
                                + " and s.localKey is null and not s.deleted and s.id" + IdJavaType.above(after)
                                + ":after order by s.id",
                        StoreRow.class)
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setParameter("after", IdJavaType.orLowest(after))
                .setMaxResults(PAGE)
                .getResultList();
        Map<String, String> links = new Matching(session, models, model, attributes).of(page);
        StoreRecords.link(session, links);
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, links.values());
        return new Page(page.isEmpty() ? null : page.get(page.size() - 1).id, links.size());
    }

    /** Notes that the rows of the model are records from now on, so that received ones are written. */
    public void done() {
        done(session, model.profile(), model.name());
    }

    /** Notes the same of a model by its name. */
    public static void done(StatelessSession session, String profile, String modelName) {
        ModelRow row = session.get(ModelRow.class, new ModelRow.Key(profile, modelName));
        if (row != null && !row.adopted) {
            row.adopted = true;
            session.update(row);
        }
    }

    /** Returns the roots under which this database has certificates of a profile. */
    public static List<String> roots(StatelessSession session, String profile) {
        return new Roots(session, profile).ids();
    }

    /** Returns whether rows of a model, which each peer numbers itself, wait for their adoption. */
    static boolean isAwaited(StatelessSession session, SyncableModel model) {
        if (!model.isNumberedHere()) {
            return false;
        }
        ModelRow row = session.get(ModelRow.class, new ModelRow.Key(model.profile(), model.name()));
        return row != null && !row.adopted;
    }
}
