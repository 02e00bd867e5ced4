package org.morango.client;

import java.util.List;
import org.morango.internal.protocol.Json;
import org.morango.record.SyncRecord;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;
import org.morango.replica.SessionStore;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import tools.jackson.databind.node.ObjectNode;

/** A push. While one chunk is on the wire, the next is read and compressed. */
final class PushRun extends TransferRun {
    PushRun(ClientSession on, SyncClientSignals signals, SessionStore.Ownership ownership) {
        super(on, signals, ownership);
    }

    @Override
    SyncSignalGroup transferSignals() {
        return signals.pushing();
    }

    @Override
    void queue(RemoteState state) {
        runTo(TransferStage.QUEUING);
        if (total() == 0) {
            queueForked();
        }
        if (total() == 0 && on.isBrief()) {
            return;
        }
        ObjectNode total = Json.object().put("records_total", total());
        if (on.isAsync()) {
            remote.proceed(TransferStage.QUEUING, total);
        } else {
            remote.tell(total);
        }
    }

    /**
     * Queues records that the server considers known. It decides between the two contents when it receives the other.
     */
    private void queueForked() {
        List<String> forked = on.contents().forked(on, local);
        if (!forked.isEmpty()) {
            on.replica().queue(local.id(), forked);
            update(t -> t.withTotal((long) forked.size()));
        }
    }

    @Override
    void transfer(RemoteState state) {
        TransferSession queued = local;
        long before = state.transferred();
        if (before >= total()) {
            if (!local.hasCompleted(TransferStage.TRANSFERRING)) {
                transferred(before);
            }
            return;
        }
        try (ChunkSender chunks = new ChunkSender(on, remote, queued, total(), this::leaveOut)) {
            for (long sent = before; sent < total(); ) {
                sent = chunks.send(sent);
                transferred(sent);
                progress();
            }
        }
    }

    /**
     * Leaves out a record. It is noted first: the receiver adopts the counters of all queued records, and would never
     * request this one.
     */
    private long leaveOut(long offset, SyncRecord single, int size) {
        on.replica()
                .holdBack(List.of(new HeldBack(
                        single.profile(),
                        single.modelName(),
                        single.id(),
                        HeldBackKind.TOO_LARGE,
                        null,
                        "It has " + size + " bytes as sent, which " + on.http().address() + " refuses with status 413. "
                                + HttpErrors.tooLarge()
                                + " Then call Morango.heldBack().retry(), or restart.",
                        (long) size)));
        long left = on.replica().unqueue(local.id(), offset);
        update(t -> t.withTotal(left));
        remote.tell(Json.object().put("records_total", left));
        return left;
    }

    @Override
    void dequeue() {
        boolean anything = total() > 0 && on.isAsync();
        for (TransferStage stage : List.of(TransferStage.DEQUEUING, TransferStage.DESERIALIZING)) {
            enter(stage);
            if (anything) {
                proceed(stage);
                runTo(stage);
            }
        }
        if (!anything) {
            runTo(TransferStage.DESERIALIZING);
        }
    }

    private void proceed(TransferStage stage) {
        try {
            remote.proceed(stage);
        } catch (StageFailedException | RemoteException e) {
            if (stage != TransferStage.DESERIALIZING) {
                throw e;
            }
            runTo(stage);
            throw new EndedException(
                    on.http().address() + " has received and merged all " + total()
                            + " records, but could not write them to its application's tables: " + e.getMessage()
                            + " Nothing has to be sent again: it tries to write them with its next sync.",
                    local.id(),
                    e);
        }
    }
}
