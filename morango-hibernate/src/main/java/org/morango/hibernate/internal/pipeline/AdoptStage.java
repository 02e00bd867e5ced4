package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Enters rows that the application had before it had the library: notes them, page by page, in the order of their keys.
 * The next pass makes records of them. Rows that have a record or a note already are passed over, so that the work can
 * be broken off and begun again.
 */
public final class AdoptStage {
    private static final int PAGE = 1_000;
    private static final int TUPLES = 64;

    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final RowKeys keys;
    private final Outbox outbox;

    public AdoptStage(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.keys = new RowKeys(session, models);
        this.outbox = new Outbox(session);
    }

    /**
     * Result of a page.
     *
     * @param last where the next page begins; null if there is none
     * @param rows number of rows that were noted
     */
    public record Page(@Nullable String last, int rows) {}

    /** Notes a page of rows that have neither a record nor a note. */
    public Page note(String after) {
        List<Object> page = Rescan.keys(session, model, after, PAGE);
        List<String> unknown = unknown(page);
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, unknown);
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
        List<String> texts = page.stream().map(KeyCodec::text).toList();
        Set<String> recorded = model.hasRecordIds()
                ? StoreRecords.load(session, texts).keySet()
                : StoreRecords.idsByKey(session, model.profile(), models.related(model), texts)
                        .keySet();
        Outbox.Noted noted = outbox.of(model.profile(), models.related(model), texts);
        return texts.stream()
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
        Map<List<Object>, List<String>> wanted = new HashMap<>();
        for (StoreRow row : page) {
            List<Object> values = values(attributes, RecordContent.members(row.serialized()));
            if (values != null) {
                wanted.computeIfAbsent(values, v -> new ArrayList<>()).add(row.id);
            }
        }
        Map<List<Object>, List<Object>> found = rows(attributes, List.copyOf(wanted.keySet()));
        Map<String, String> links = new HashMap<>();
        found.forEach((values, rows) -> {
            // Which of two rows is meant, nobody can tell. Of several records, the first is taken.
            List<String> records = wanted.getOrDefault(values, List.of());
            if (!records.isEmpty() && rows.size() == 1) {
                links.put(records.get(0), KeyCodec.text(rows.get(0)));
            }
        });
        StoreRecords.link(session, links);
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, links.values());
        return new Page(page.isEmpty() ? null : page.get(page.size() - 1).id, links.size());
    }

    /** Returns the values of a content, references as keys; null if one is missing or does not fit. */
    private @Nullable List<Object> values(List<Member> attributes, ObjectNode content) {
        List<Object> values = new ArrayList<>();
        for (Member member : attributes) {
            JsonNode node = content.get(member.name());
            try {
                Object value = node == null ? null : member.fromJson(node);
                if (value != null && member.target() != null) {
                    value = keys.key(member.target(), value);
                }
                if (value == null) {
                    return null;
                }
                values.add(value);
            } catch (RuntimeException e) {
                // A peer may have sent anything. Such a record matches nothing.
                return null;
            }
        }
        return values;
    }

    /** Returns the keys of rows without a record that have these values. */
    private Map<List<Object>, List<Object>> rows(List<Member> attributes, List<List<Object>> wanted) {
        String selection = attributes.stream()
                .map(member -> ", " + member.selection().select("e"))
                .collect(Collectors.joining());
        Map<Object, List<Object>> found = new HashMap<>();
        for (int from = 0; from < wanted.size(); from += TUPLES) {
            List<List<Object>> part = wanted.subList(from, Math.min(wanted.size(), from + TUPLES));
            String condition = IntStream.range(0, part.size())
                    .mapToObj(i -> condition(attributes, i))
                    .collect(Collectors.joining(" or "));
            SelectionQuery<Object[]> query = session.createSelectionQuery(
                    "select " + model.key().selection().select("e") + selection + " from " + model.entityName()
                            + " e where " + model.ownRows() + " and (" + condition + ")",
                    Object[].class);
            for (int i = 0; i < part.size(); i++) {
                for (int j = 0; j < attributes.size(); j++) {
                    attributes
                            .get(j)
                            .selection()
                            .bind(query, "v" + i + "_" + j + "_", part.get(i).get(j));
                }
            }
            for (Object[] row : query.getResultList()) {
                found.put(row[0], List.of(row).subList(1, row.length));
            }
        }
        Set<Object> recorded =
                new HashSet<>(keys.ids(model.entityClass(), found.keySet()).keySet());
        Map<List<Object>, List<Object>> byValues = new HashMap<>();
        found.forEach((key, values) -> {
            if (!recorded.contains(key)) {
                byValues.computeIfAbsent(values, v -> new ArrayList<>()).add(key);
            }
        });
        return byValues;
    }

    private static String condition(List<Member> attributes, int tuple) {
        return IntStream.range(0, attributes.size())
                .mapToObj(j -> attributes.get(j).selection().is("e", "v" + tuple + "_" + j + "_"))
                .collect(Collectors.joining(" and ", "(", ")"));
    }

    /** Notes that the rows of the model are records from now on, so that received ones are written. */
    public void done() {
        ModelRow row = session.get(ModelRow.class, new ModelRow.Key(model.profile(), model.name()));
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
