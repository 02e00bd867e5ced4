package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;

/**
 * Fills attributes that a newer version of the application has added, renamed or moved to another column, with values
 * of the store from records that were received before. Works in pages and notes its progress with each. Processes that
 * start at the same time share the work, and a process that dies leaves the rest to the next.
 */
public final class AddedMembers {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final SyncableModel model;

    private AddedMembers(StatelessSession session, SyncableModels models, Hooks hooks, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.hooks = hooks;
        this.model = model;
    }

    /** Fills the members that were added since the last start. Takes one query if there are none. */
    public static void fill(Database database, PartitionLocks locks, SyncableModels models, Hooks hooks) {
        Map<ModelRow.Key, ModelRow> known = database.read(session -> {
            Map<ModelRow.Key, ModelRow> rows = new HashMap<>();
            session.createSelectionQuery("select m from MorangoModelRow m", ModelRow.class)
                    .getResultList()
                    .forEach(row -> rows.put(new ModelRow.Key(row.profile, row.modelName), row));
            return rows;
        });
        List<SyncableModel> changed = models.all().stream()
                .filter(model -> !isFilled(model, models, known.get(key(model))))
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        // Uses one transaction for all models: a new database has many models, and nothing to fill.
        List<SyncableModel> unfilled = locks.exclusive(
                Filter.EVERYTHING,
                session -> changed.stream()
                        .filter(model -> new AddedMembers(session, models, hooks, model).note())
                        .toList());
        for (SyncableModel model : unfilled) {
            boolean done = false;
            while (!done) {
                done = locks.exclusive(
                        Filter.EVERYTHING, session -> new AddedMembers(session, models, hooks, model).fillPage());
            }
        }
    }

    private static ModelRow.Key key(SyncableModel model) {
        return new ModelRow.Key(model.profile(), model.name());
    }

    private static boolean isFilled(SyncableModel model, SyncableModels models, @Nullable ModelRow row) {
        return row != null
                && row.added == null
                && KeyPlace.of(model, models).isIn(row)
                && KnownMembers.parse(row.members).isLike(KnownMembers.of(model));
    }

    /** Notes the current members and table, and returns whether some members have to be filled. */
    private boolean note() {
        ModelRow row = session.get(ModelRow.class, key(model));
        KnownMembers now = KnownMembers.of(model);
        KeyPlace place = KeyPlace.of(model, models);
        if (row == null) {
            row = new ModelRow();
            row.profile = model.profile();
            row.modelName = model.name();
            row.members = now.text();
            row.adopted = !model.isNumberedHere() || !new AdoptStage(session, models, model).isNeeded();
            place.note(row);
            session.insert(row);
            return false;
        }
        KnownMembers before = KnownMembers.parse(row.members);
        now.keep(before);
        Set<String> unfilled = row.added == null ? Set.of() : lines(row.added);
        Set<String> added = new TreeSet<>();
        NewColumns columns = new NewColumns(session, model);
        for (Member member : model.members()) {
            Set<String> places = before.places(member.names());
            if (!places.contains(member.columnName())) {
                columns.begin(member, places).ifPresent(value -> now.begin(member.names(), value));
                added.addAll(member.names());
            }
        }
        model.collections().stream()
                .filter(c -> !before.places(c.names()).contains(c.tableName()))
                .forEach(c -> added.addAll(c.names()));
        members(model)
                .filter(names -> names.stream().anyMatch(unfilled::contains))
                .forEach(added::addAll);
        if (!added.equals(unfilled)) {
            row.filledTo = "";
        }
        row.added = added.isEmpty() ? null : String.join("\n", added);
        row.members = now.text();
        place.note(row);
        session.update(row);
        return row.added != null;
    }

    /** Returns the members of a model, each by all its names. */
    private static Stream<List<String>> members(SyncableModel model) {
        return Stream.concat(
                model.members().stream().map(Member::names),
                model.collections().stream().map(CollectionMember::names));
    }

    private static Set<String> lines(String text) {
        return new HashSet<>(List.of(text.split("\n")));
    }

    private boolean fillPage() {
        ModelRow row = session.get(ModelRow.class, key(model));
        if (row.added == null) {
            return true;
        }
        List<StoreRow> page = session.createSelectionQuery(
                        "select s from MorangoStoreRow s where s.id" + IdJavaType.above(row.filledTo)
                                + ":after and s.profile = :profile and s.modelName = :model"
                                + " and not s.deleted order by s.id",
                        StoreRow.class)
                .setParameter("after", IdJavaType.orLowest(row.filledTo))
                .setParameter("profile", model.profile())
                .setParameter("model", model.name())
                .setMaxResults(PAGE)
                .getResultList();
        if (page.isEmpty()) {
            row.added = null;
            row.filledTo = "";
        } else {
            Set<String> added = lines(row.added);
            List<StoreRow> having = page.stream()
                    .filter(r -> added.stream().anyMatch(RecordContent.members(r.serialized())::has))
                    .toList();
            new MemberFilling(session, models, model, added, KnownMembers.parse(row.members))
                    .fill(having, hooks.adapter(model) != null);
            CacheEviction.afterCommit(session, List.of(model));
            row.filledTo = page.get(page.size() - 1).id;
        }
        session.update(row);
        return page.isEmpty();
    }
}
