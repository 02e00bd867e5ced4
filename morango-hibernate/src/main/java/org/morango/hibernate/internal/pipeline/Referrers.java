package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionRows;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.KeyPages;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/** Makes the next pass look again at rows, because the records of others, to which they refer, have got other ids. */
public final class Referrers {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private boolean isAny;

    public Referrers(StatelessSession session, SyncableModels models, String profile) {
        this.session = session;
        this.models = models;
        this.profile = profile;
    }

    /**
     * Notes the rows that refer to these as changed. Returns whether there are any.
     *
     * @param identified the keys of the rows that have got ids
     */
    boolean wake(Map<SyncableModel, Set<String>> identified) {
        identified.forEach((model, texts) -> each(model, texts, this::note));
        return isAny;
    }

    /** Hands over the keys of all rows that refer to some of these, or list them, in pages of one model. */
    private void each(SyncableModel model, Collection<String> texts, BiConsumer<SyncableModel, List<Object>> consumer) {
        List<Object> keys = RowKeys.parse(model, texts);
        for (SyncableModel referring : models.inOrder(profile)) {
            for (Member reference : referring.references()) {
                if (reference.refersTo(model)) {
                    each(referring, reference, keys, rows -> consumer.accept(referring, rows));
                }
            }
            for (CollectionMember link : referring.links()) {
                if (link.refersTo(model)) {
                    new CollectionRows(session, referring, link)
                            .eachOwner(keys, owners -> consumer.accept(referring, owners));
                }
            }
        }
    }

    /**
     * Has the next pass see whether the records of rows that refer to these have to move, because the records of these
     * have moved.
     */
    void stray(Map<SyncableModel, Set<String>> moved) {
        moved.forEach((model, texts) -> {
            List<Object> keys = RowKeys.parse(model, texts);
            for (SyncableModel referring : models.inOrder(profile)) {
                for (Member reference : TemplatePlaces.members(referring)) {
                    if (reference.refersTo(model)) {
                        each(referring, reference, keys, rows -> note(referring, Outbox.Kind.STRAYED, rows));
                    }
                }
            }
        });
    }

    /**
     * Has the records of rows that refer to these, or list them, written again, because references to these lead to other
     * rows now. Returns the partitions of these records.
     */
    Set<String> renew(SyncableModel model, Set<String> texts) {
        Set<String> partitions = new LinkedHashSet<>();
        each(model, texts, (referring, rows) -> {
            List<StoreRow> records = new ArrayList<>();
            StoreRecords.loadByKey(
                            session,
                            profile,
                            models.related(referring),
                            rows.stream().map(KeyCodec::text).toList())
                    .values()
                    .stream()
                    .filter(row -> !row.deleted)
                    .forEach(records::add);
            PendingRecords.renew(session, records);
            records.forEach(row -> partitions.add(row.partition));
        });
        return partitions;
    }

    private void note(SyncableModel referring, Collection<Object> rows) {
        isAny = true;
        note(referring, Outbox.Kind.CHANGED, rows);
    }

    private void note(SyncableModel referring, Outbox.Kind kind, Collection<Object> rows) {
        new Outbox(session)
                .addKeys(
                        profile,
                        referring.name(),
                        kind,
                        rows.stream().map(KeyCodec::text).toList());
    }

    /** Returns those of these keys, as text, to whose rows others refer, or which others list. */
    Set<String> referred(SyncableModel model, Collection<?> keys) {
        Set<String> found = new HashSet<>();
        if (keys.isEmpty()) {
            return found;
        }
        for (SyncableModel referring : models.inOrder(profile)) {
            for (Member reference : referring.references()) {
                if (reference.refersTo(model)) {
                    IdList.select(
                                    session,
                                    "select distinct "
                                            + reference.selection().select("e") + " from "
                                            + reference.selection().rows(referring.entityName(), "e") + " where "
                                            + reference.selection().compared("e"),
                                    Object.class,
                                    keys)
                            .forEach(key -> found.add(KeyCodec.text(key)));
                }
            }
            for (CollectionMember link : referring.links()) {
                if (link.refersTo(model)) {
                    new CollectionRows(session, referring, link)
                            .listed(keys)
                            .forEach(key -> found.add(KeyCodec.text(key)));
                }
            }
        }
        return found;
    }

    /** Returns how many rows would move with these, directly or through others, by entity. */
    public Map<Class<?>, Long> movingWith(SyncableModel model, List<Object> keys) {
        Map<Class<?>, Long> counts = new LinkedHashMap<>();
        for (SyncableModel referring : models.inOrder(profile)) {
            for (Member reference : TemplatePlaces.members(referring)) {
                if (reference.refersTo(model)) {
                    each(referring, reference, keys, rows -> {
                        counts.merge(referring.entityClass(), (long) rows.size(), Long::sum);
                        movingWith(referring, rows).forEach((entity, count) -> counts.merge(entity, count, Long::sum));
                    });
                }
            }
        }
        return counts;
    }

    /** Hands over the keys of all rows that refer to some of these, in pages. */
    void each(SyncableModel referring, Member reference, List<Object> keys, Consumer<List<Object>> consumer) {
        new KeyPages(
                        session,
                        referring.key().selection(),
                        " from " + reference.selection().rows(referring.entityName(), "e"),
                        referring.ownRows() + " and " + reference.selection().compared("e"))
                .each(keys, PAGE, consumer);
    }
}
