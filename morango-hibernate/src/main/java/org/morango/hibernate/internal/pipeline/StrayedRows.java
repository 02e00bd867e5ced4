package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRow;

/** The rows whose records may have to move, because those that they refer to have moved. */
public final class StrayedRows {
    private static final int PAGE = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private final Identities identities;
    private final Outbox outbox;
    private final Map<SyncableModel, Set<String>> left = new LinkedHashMap<>();

    StrayedRows(StatelessSession session, SyncableModels models, String profile, Identities identities) {
        this.session = session;
        this.models = models;
        this.profile = profile;
        this.identities = identities;
        this.outbox = new Outbox(session);
    }

    /** Notes a page of a model's rows; returns where the next page begins, null if there is none. */
    public static @Nullable String note(StatelessSession session, SyncableModel model, String after) {
        List<String> keys = Rescan.keys(session, model, after, PAGE).stream()
                .map(KeyCodec::text)
                .toList();
        new Outbox(session).addKeys(model.profile(), model.name(), Outbox.Kind.STRAYED, keys);
        return keys.size() < PAGE ? null : keys.get(keys.size() - 1);
    }

    /** Takes the notes of about this number of such rows; returns those that are not pending, by model. */
    Map<SyncableModel, List<String>> take(int most) {
        Map<SyncableModel, Set<String>> noted = new LinkedHashMap<>();
        for (Outbox.Note note : outbox.take(profile, models.names(profile), Outbox.Kind.STRAYED, most)) {
            models.find(profile, note.modelName())
                    .ifPresent(model -> note.readable()
                            .forEach(row -> noted.computeIfAbsent(model, m -> new LinkedHashSet<>())
                                    .add(row.id())));
        }
        Map<SyncableModel, List<String>> found = new LinkedHashMap<>();
        noted.forEach((model, keys) -> IdList.parts(keys, PAGE)
                .forEach(page ->
                        found.computeIfAbsent(model, m -> new ArrayList<>()).addAll(settled(model, page))));
        return found;
    }

    private List<String> settled(SyncableModel model, List<String> keys) {
        Map<String, StoreRow> stored = identities.stored(model, keys);
        Set<String> pending = PendingRecords.of(
                session, stored.values().stream().map(row -> row.id).toList());
        List<String> settled = new ArrayList<>();
        for (String key : keys) {
            StoreRow row = stored.get(key);
            if (row != null && pending.contains(row.id)) {
                left.computeIfAbsent(model, m -> new LinkedHashSet<>()).add(key);
            } else {
                settled.add(key);
            }
        }
        return settled;
    }

    /** Leaves the others to a later sync. */
    void close() {
        left.forEach((model, keys) -> outbox.addKeys(profile, model.name(), Outbox.Kind.STRAYED, keys));
    }
}
