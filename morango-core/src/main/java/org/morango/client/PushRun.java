package org.morango.client;

import java.util.List;
import org.morango.internal.protocol.Json;
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
        try (ChunkSender chunks = new ChunkSender(on, remote, queued, total())) {
            for (long sent = before; sent < total(); ) {
                sent = chunks.send(sent);
                transferred(sent);
                progress();
            }
        }
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
