package org.morango.client;

import java.util.List;
import java.util.Map;
import org.morango.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.record.SyncRecord;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import tools.jackson.databind.node.ObjectNode;

/** A push: while one chunk is on the wire, the next is read and packed. */
final class PushRun extends TransferRun {
    PushRun(Session on, SyncClientSignals signals, TransferSession transfer) {
        super(on, signals, transfer);
    }

    @Override
    SyncSignalGroup transferSignals() {
        return signals.pushing();
    }

    @Override
    void queue(RemoteState state) {
        runTo(TransferStage.QUEUING);
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

    /** A chunk ready to be sent. */
    private record Packed(Call call, int records) {}

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
        try (Ahead<Packed> ahead = new Ahead<>(on.settings().threads(), false)) {
            ahead.start(() -> read(queued, before));
            for (long sent = before; sent < total(); ) {
                Packed packed = ahead.take();
                long after = sent + packed.records();
                if (after < total()) {
                    ahead.start(() -> read(queued, after));
                }
                on.http().send(packed.call());
                transferred(after);
                progress();
                sent = after;
            }
        }
    }

    private Packed read(TransferSession queued, long offset) {
        List<SyncRecord> chunk =
                on.controller().chunk(queued, offset, on.settings().chunkSize());
        if (chunk.isEmpty()) {
            throw new MorangoException(
                    "Only " + offset + " of the records queued for the server are still there.",
                    Map.of("transfer", queued.id()));
        }
        return new Packed(remote.packed(chunk, on.isGzip()), chunk.size());
    }

    @Override
    void dequeue() {
        boolean anything = total() > 0 && on.isAsync();
        for (TransferStage stage : List.of(TransferStage.DEQUEUING, TransferStage.DESERIALIZING)) {
            enter(stage);
            if (anything) {
                remote.proceed(stage);
                runTo(stage);
            }
        }
        if (!anything) {
            runTo(TransferStage.DESERIALIZING);
        }
    }
}
