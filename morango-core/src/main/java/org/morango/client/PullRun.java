package org.morango.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.record.SyncRecord;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** A pull: while one chunk is being stored, the next is fetched. */
final class PullRun extends TransferRun {
    PullRun(Session on, SyncClientSignals signals, TransferSession transfer) {
        super(on, signals, transfer);
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
            throw misled("The server does not tell how many records there are.");
        }
        update(t -> t.withTotal(total));
        runTo(TransferStage.QUEUING);
    }

    @Override
    void transfer(RemoteState state) {
        int limit = on.settings().chunkSize();
        long before = local.recordsTransferred();
        if (state.transferred() < before) {
            tell(before);
        }
        if (before >= total()) {
            return;
        }
        try (Ahead<List<SyncRecord>> ahead = new Ahead<>(on.settings().threads(), true)) {
            ahead.start(() -> remote.chunk(before, limit));
            for (long received = before; received < total(); ) {
                List<SyncRecord> chunk = ahead.take();
                long after = received + chunk.size();
                if (chunk.isEmpty() || after > total()) {
                    throw misled("The server announced " + total() + " records, but sends "
                            + (chunk.isEmpty() ? "only " + received : "more") + ".");
                }
                if (after < total()) {
                    ahead.start(() -> remote.chunk(after, limit));
                }
                local = on.controller().receive(local, on.session(), chunk);
                if (local.recordsTransferred() != after) {
                    throw misled("The server sent records twice.");
                }
                tell(after);
                progress();
                received = after;
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
