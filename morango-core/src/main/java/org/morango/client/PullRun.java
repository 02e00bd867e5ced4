package org.morango.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.record.SyncRecord;
import org.morango.replica.SessionStore;
import org.morango.session.TransferStage;

/** A pull. While one chunk is being stored, the next is fetched. */
final class PullRun extends TransferRun {
    PullRun(ClientSession on, SyncClientSignals signals, SessionStore.Ownership ownership) {
        super(on, signals, ownership);
    }

    @Override
    SyncSignalGroup transferSignals() {
        return signals.pulling();
    }

    @Override
    void queue(RemoteState state) {
        @Nullable
        Long total = (on.isAsync() && !state.hasCompleted(TransferStage.QUEUING)
                        ? remote.proceed(TransferStage.QUEUING)
                        : state)
                .total();
        if (total == null) {
            throw misled("The server does not state how many records there are.");
        }
        // This side decides between the two contents of the records that the server then sends.
        long forked = total > 0 ? 0 : on.contents().forked(on, local).size();
        update(t -> t.withTotal(total + forked));
        runTo(TransferStage.QUEUING);
    }

    @Override
    void transfer(RemoteState state) {
        long before = local.recordsTransferred();
        if (state.transferred() < before) {
            tell(before);
        }
        if (before >= total()) {
            return;
        }
        try (ChunkFetcher chunks = new ChunkFetcher(on, remote, local.id(), total())) {
            long told = before;
            for (long received = before; received < total(); ) {
                List<SyncRecord> chunk = chunks.next(received);
                local = on.controller().receive(local, on.session(), chunk);
                received += chunk.size();
                if (local.recordsTransferred() != received) {
                    throw misled("The server sent records twice.");
                }
                // Small chunks are not reported one by one, because the request would cost more than the chunk.
                if (received - told >= on.settings().limits().chunkSize() || received == total()) {
                    tell(received);
                    told = received;
                }
                progress();
            }
        }
    }

    private void tell(long records) {
        Traffic.Count count = traffic();
        remote.tell(Json.object()
                .put("transfer_stage", TransferStage.TRANSFERRING.wireName())
                .put("records_transferred", records)
                .put("bytes_received", count.received())
                .put("bytes_sent", count.sent()));
    }

    private MorangoException misled(String message) {
        return new MorangoException(message, Map.of("transfer", local.id()));
    }

    @Override
    void dequeue() {
        boolean anything = total() > 0 && on.isAsync();
        for (TransferStage stage : List.of(TransferStage.DEQUEUING, TransferStage.DESERIALIZING)) {
            enter(stage);
            runTo(stage);
            if (anything) {
                remote.proceed(stage);
            }
        }
    }
}
