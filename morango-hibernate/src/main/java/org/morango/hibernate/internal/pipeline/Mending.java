package org.morango.hibernate.internal.pipeline;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.RejectedRecord;
import org.morango.hibernate.hook.RejectedRecordHook;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.node.ObjectNode;

/** Calls the application's hook for records that cannot be written, and writes those that it wants to try again. */
final class Mending {
    private final StatelessSession session;
    private final SyncableModel model;
    private final PageWriter writer;
    private final RejectedRecordHook hook;

    Mending(StatelessSession session, SyncableModel model, PageWriter writer, RejectedRecordHook hook) {
        this.session = session;
        this.model = model;
        this.writer = writer;
        this.hook = hook;
    }

    /**
     * Returns the result of a page after the hook has been asked about its refused records.
     *
     * @param asksForWaiting whether the hook is also asked about records that only wait for others
     */
    PageResult mend(PageWriter.Batch batch, PageResult first, boolean asksForWaiting) {
        PageResult all = first.withoutRefused();
        List<Refusal> refused =
                first.refused().stream().filter(r -> !r.reason().isWaiting()).toList();
        List<Refusal> waiting =
                first.refused().stream().filter(r -> r.reason().isWaiting()).toList();
        while (!refused.isEmpty()) {
            PageResult mended = ask(batch, refused);
            all = all.plus(mended);
            refused = List.of();
            if (!mended.settled().isEmpty() && !waiting.isEmpty()) {
                // Other records may have waited for one of these.
                PageResult again =
                        writer.write(batch.of(waiting.stream().map(Refusal::row).toList(), Map.of()));
                all = all.plus(again.withoutRefused());
                refused = again.refused().stream()
                        .filter(r -> !r.reason().isWaiting())
                        .toList();
                waiting = again.refused().stream()
                        .filter(r -> r.reason().isWaiting())
                        .toList();
            }
        }
        return asksForWaiting ? all.plus(ask(batch, waiting)) : all.plus(PageResult.refused(waiting));
    }

    private PageResult ask(PageWriter.Batch batch, List<Refusal> refusals) {
        List<Refusal> refused = new ArrayList<>();
        Map<String, StoreRow> originals = new HashMap<>();
        List<StoreRow> again = new ArrayList<>();
        Map<String, StoreRow> rewritten = new HashMap<>();
        for (Refusal refusal : refusals) {
            StoreRow row = refusal.row();
            Answer answer = refusal.reason().isPassing() ? Answer.of(Remedy.leave()) : ask(refusal);
            if (!answer.remedy().isTriedAgain()) {
                String text = refusal.reason().text() + answer.failure();
                refused.add(new Refusal(row, refusal.reason().with(text)));
                continue;
            }
            ObjectNode content = answer.remedy().content().orElse(null);
            originals.put(row.id, row);
            if (content == null) {
                again.add(row);
            } else {
                rewritten.put(row.id, with(row, content));
                again.add(rewritten.get(row.id));
            }
        }
        PageResult left = PageResult.refused(refused);
        if (again.isEmpty()) {
            return left;
        }
        Map<String, String> received = new HashMap<>();
        rewritten
                .keySet()
                .forEach(id -> received.put(
                        id, Objects.requireNonNull(originals.get(id)).serialized()));
        PageResult second = writer.write(batch.of(again, received));
        rewritten.keySet().retainAll(second.settled());
        noteChanged(rewritten);
        List<Refusal> refusedAgain = second.refused().stream()
                .map(r -> new Refusal(originals.getOrDefault(r.row().id, r.row()), r.reason()))
                .toList();
        return left.plus(second.withoutRefused()).plus(PageResult.refused(refusedAgain));
    }

    /** The hook's remedy, and its error if it has failed. */
    private record Answer(Remedy remedy, String failure) {
        static Answer of(Remedy remedy) {
            return new Answer(remedy, "");
        }
    }

    private Answer ask(Refusal refusal) {
        StoreRow row = refusal.row();
        RejectedRecord refused = new RejectedRecord(
                row.id,
                row.profile,
                row.modelName,
                row.partition,
                RecordContent.members(row.serialized()),
                refusal.reason().text(),
                refusal.reason().colliding());
        Savepoint before = session.doReturningWork(Connection::setSavepoint);
        Remedy remedy;
        // The hook may throw anything. That must not stop other records.
        try {
            remedy = BorrowedConnection.call(session, entities -> hook.onRefused(refused, entities));
        } catch (RuntimeException e) {
            if (Database.isConflict(e)) {
                throw e;
            }
            session.doWork(connection -> connection.rollback(before));
            return new Answer(Remedy.leave(), "; the application's hook has failed: " + Database.reason(e));
        }
        session.doWork(connection -> connection.releaseSavepoint(before));
        return Answer.of(remedy);
    }

    private static StoreRow with(StoreRow row, ObjectNode content) {
        StoreRow other = StoreRecords.row(StoreRecords.read(row), row);
        other.serialized(content.toString());
        other.adapted = row.adapted;
        return other;
    }

    private void noteChanged(Map<String, StoreRow> rewritten) {
        Map<String, StoreRow> stored = StoreRecords.load(session, rewritten.keySet());
        new Outbox(session)
                .addKeys(
                        model.profile(),
                        model.name(),
                        Outbox.Kind.CHANGED,
                        PageKeys.linked(model, List.copyOf(stored.values())).values().stream()
                                .map(KeyCodec::text)
                                .toList());
        // If the database does not keep a value of the hook in full, the received value must not come back.
        Map<String, @Nullable String> adapted = new HashMap<>();
        stored.forEach((id, row) -> {
            if (row.adapted != null) {
                ObjectNode received = RecordContent.members(row.serialized());
                ObjectNode set = RecordContent.members(
                        Objects.requireNonNull(rewritten.get(id)).serialized());
                ObjectNode others = RecordContent.members(row.adapted);
                others.remove(others.propertyNames().stream()
                        .filter(name -> !Objects.equals(received.get(name), set.get(name)))
                        .toList());
                adapted.put(id, others.isEmpty() ? null : others.toString());
            }
        });
        StoreRecords.adapt(session, adapted);
    }
}
