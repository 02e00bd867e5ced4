package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.morango.hibernate.internal.store.Outbox;

/** Makes the next pass look again at the rows that wait for the ids of others, to which they refer. */
final class Referrers {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private boolean isAny;

    Referrers(StatelessSession session, SyncableModels models, String profile) {
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
        identified.forEach((model, texts) -> {
            List<Object> keys = RowKeys.parse(model, texts);
            for (SyncableModel referring : models.inOrder(profile)) {
                for (Member reference : referring.references()) {
                    if (reference.refersTo(model)) {
                        each(referring, reference, keys, rows -> note(referring, rows));
                    }
                }
                for (CollectionMember link : referring.links()) {
                    if (link.refersTo(model)) {
                        new CollectionRows(session, referring, link).eachOwner(keys, owners -> note(referring, owners));
                    }
                }
            }
        });
        return isAny;
    }

    private void note(SyncableModel referring, Collection<Object> rows) {
        isAny = true;
        new Outbox(session)
                .addKeys(
                        profile,
                        referring.name(),
                        Outbox.Kind.CHANGED,
                        rows.stream().map(KeyCodec::text).toList());
    }

    /** Hands over the keys of all rows that refer to some of these, in pages. */
    void each(SyncableModel referring, Member reference, List<Object> keys, Consumer<List<Object>> consumer) {
        new KeyPages(
                        session,
                        referring.key().selection(),
                        " from " + referring.entityName() + " e",
                        referring.ownRows() + " and " + reference.selection().compared("e"))
                .each(keys, PAGE, consumer);
    }
}
