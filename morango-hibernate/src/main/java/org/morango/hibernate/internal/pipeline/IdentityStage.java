package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.internal.text.LogText;

/**
 * Reads and writes pages of a map of identities. Rows that take over an identity are noted with it, and rest until all
 * pages are read. So a row that is serialized meanwhile has its own record, and refers to the records of the others.
 */
public final class IdentityStage {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private final Map<Long, String> refused = new LinkedHashMap<>();
    private long imported;
    private long known;
    private long missing;
    private long needless;

    public IdentityStage(StatelessSession session, SyncableModels models, String profile) {
        this.session = session;
        this.models = models;
        this.profile = profile;
    }

    /**
     * Returns a page of the map, in the order of keys as texts.
     *
     * @param last the line after which it begins; null for the first page
     */
    public List<IdentityLine> page(SyncableModel model, @Nullable IdentityLine last) {
        return session.createSelectionQuery(
                        "select s.localKey, s.id, s.sourceId, s.partition from MorangoStoreRow s"
                                + " where s.profile = :profile and s.modelName = :model and s.localKey >= :key"
                                + " and (s.localKey > :key or s.id" + IdJavaType.above(last == null ? "" : last.id())
                                + ":id) order by s.localKey, s.id",
                        Object[].class)
                .setParameter("profile", profile)
                .setParameter("model", model.name())
                .setParameter("key", last == null ? "" : last.key())
                .setParameter("id", IdJavaType.orLowest(last == null ? "" : last.id()))
                .setMaxResults(PAGE)
                .getResultStream()
                .map(row -> new IdentityLine(
                        0, model.name(), (String) row[0], (String) row[1], (String) row[2], (String) row[3]))
                .toList();
    }

    /**
     * What has become of some lines.
     *
     * @param refused what is wrong with lines, by their numbers
     */
    public record Taken(long imported, long known, long missing, long needless, Map<Long, String> refused) {}

    /** Notes the rows of a page of lines, unless something is wrong with them. */
    public Taken take(List<IdentityLine> page) {
        Map<SyncableModel, Map<String, IdentityLine>> lines = new LinkedHashMap<>();
        Set<String> ids = new HashSet<>();
        Roots roots = new Roots(session, profile);
        for (IdentityLine line : page) {
            SyncableModel model = models.find(profile, line.model()).orElse(null);
            String problem = problem(model, line, roots);
            if (problem != null) {
                refused.put(line.number(), problem);
            } else if (!Objects.requireNonNull(model).isNumberedHere()) {
                needless++;
            } else if (!ids.add(line.id())
                    || lines.computeIfAbsent(model, m -> new LinkedHashMap<>()).putIfAbsent(line.key(), line) != null) {
                refused.put(line.number(), "its key or its record is in another line as well");
            }
        }
        lines.forEach(this::take);
        return new Taken(imported, known, missing, needless, refused);
    }

    private static @Nullable String problem(@Nullable SyncableModel model, IdentityLine line, Roots roots) {
        if (model == null) {
            return "this application has no model " + LogText.plain(line.model()) + " in the profile";
        }
        if (model.isNumberedHere() && model.key().find(line.key()).isEmpty()) {
            return LogText.plain(line.key()) + " is not a key of "
                    + model.entityClass().getSimpleName();
        }
        if (model.isNumberedHere() && !line.isConsistent()) {
            return "the id does not follow from source id, partition and model";
        }
        return roots.reach(line.partition())
                ? null
                : "partition " + LogText.plain(line.partition())
                        + " belongs to no root of which this database has a certificate";
    }

    private void take(SyncableModel model, Map<String, IdentityLine> lines) {
        Set<String> present = present(model, lines.keySet());
        Map<String, String> recorded = StoreRecords.idsByKey(session, profile, models.related(model), lines.keySet());
        Map<String, String> obstacles = obstacles(lines.values());
        List<ChangedRow> noted = new ArrayList<>();
        lines.forEach((key, line) -> {
            String before = recorded.get(key);
            if (!present.contains(key)) {
                missing++;
            } else if (line.id().equals(before)) {
                known++;
            } else if (before != null) {
                refused.put(line.number(), "row " + key + " has record " + before + " already");
            } else if (obstacles.containsKey(line.id())) {
                refused.put(line.number(), "record " + line.id() + " " + obstacles.get(line.id()));
            } else {
                imported++;
                noted.add(new ChangedRow(key, line.sourceId(), line.partition()));
            }
        });
        new Outbox(session).add(profile, model.name(), Outbox.Kind.UNPLACED, noted);
    }

    private Set<String> present(SyncableModel model, Set<String> texts) {
        List<Object> keys = texts.stream().map(model.key()::key).toList();
        return IdList.select(
                        session,
                        "select " + model.key().selection().select("e") + " from " + model.entityName() + " e where "
                                + model.ownRows() + " and "
                                + model.key().selection().compared("e"),
                        Object.class,
                        keys)
                .stream()
                .map(KeyCodec::text)
                .collect(Collectors.toSet());
    }

    /** Returns why records of lines cannot be those of rows without a record, by id. */
    private Map<String, String> obstacles(Iterable<IdentityLine> lines) {
        List<String> ids = new ArrayList<>();
        lines.forEach(line -> ids.add(line.id()));
        Map<String, String> found = new HashMap<>();
        for (Object[] row : IdList.select(
                session, "select s.id, s.localKey, s.deleted from MorangoStoreRow s where s.id", Object[].class, ids)) {
            if (row[1] != null) {
                found.put((String) row[0], "is that of row " + row[1]);
            } else if (Boolean.TRUE.equals(row[2])) {
                found.put((String) row[0], "was deleted");
            }
        }
        return found;
    }

    /** Has the next pass serialize the rows of all lines. */
    public void done() {
        if (!new Roots(session, profile).ids().isEmpty()) {
            Outbox.place(session, profile);
        }
    }
}
