package org.morango.hibernate;

import java.util.function.BiFunction;
import org.hibernate.StatelessSession;
import org.morango.counter.Claim;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.Arrival;
import org.morango.hibernate.internal.pipeline.ArrivedRecords;
import org.morango.hibernate.internal.pipeline.DequeueStage;
import org.morango.hibernate.internal.pipeline.DeserializeStage;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.pipeline.MoveFollower;
import org.morango.hibernate.internal.pipeline.ReceivedChunks;
import org.morango.hibernate.internal.pipeline.Rescan;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.record.Filter;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;
import org.morango.replica.StageWatch;

/** Merges what was received, and writes it into the application's tables, in passes. */
final class Reception {
    private final Database database;
    private final SyncableModels models;
    private final Hooks hooks;
    private final LoggedPasses passes;

    Reception(Database database, SyncableModels models, Hooks hooks, LoggedPasses passes) {
        this.database = database;
        this.models = models;
        this.hooks = hooks;
        this.passes = passes;
    }

    DequeueResult dequeue(String transferId, Claim sender) {
        return dequeue(transferId, sender, (session, log) -> Arrival.NONE);
    }

    DequeueResult integrate(String transferId, String profile, Claim sender) {
        return dequeue(
                transferId,
                sender,
                (session, log) -> new ArrivedRecords(
                        session,
                        models,
                        hooks,
                        log.changes(),
                        profile,
                        () -> ReceivedChunks.filter(session, transferId).orElseGet(sender::filter)));
    }

    private DequeueResult dequeue(
            String transferId, Claim sender, BiFunction<StatelessSession, LoggedPasses.Log, Arrival> arrival) {
        DequeueResult sum = DequeueResult.NONE;
        boolean isCareful = false;
        DequeueStage.Pass pass;
        do {
            try {
                pass = dequeuePass(transferId, sender, isCareful, arrival);
            } catch (RuntimeException e) {
                if (isCareful || !Database.isUnfit(e)) {
                    throw e;
                }
                isCareful = true;
                pass = dequeuePass(transferId, sender, true, arrival);
            }
            sum = sum.plus(pass.result());
            StageWatch.tell(pass.result().records());
        } while (!pass.isLast());
        return sum;
    }

    private DequeueStage.Pass dequeuePass(
            String transferId,
            Claim sender,
            boolean isCareful,
            BiFunction<StatelessSession, LoggedPasses.Log, Arrival> arrival) {
        return passes.run(sender.filter(), (session, log) -> {
            // After the merge, merged rows could no longer be told from rows that were changed here unnoticed.
            Rescan.noted(session, models);
            return DequeueStage.run(
                    session,
                    log.conflicts(),
                    transferId,
                    sender,
                    isCareful,
                    MoveFollower.noting(session, models, arrival.apply(session, log)));
        });
    }

    DeserializeResult deserialize(String profile, Filter filter) {
        if (!database.read(PendingRecords::areAny)) {
            return DeserializeResult.NONE;
        }
        DeserializeResult sum = DeserializeResult.NONE;
        for (DeserializeStage.Position next = DeserializeStage.Position.FIRST; next != null; ) {
            DeserializeStage.Position from = next;
            DeserializeStage.Pass pass = passes.run(
                    filter,
                    (session, log) ->
                            DeserializeStage.run(session, models, hooks, log.changes(), profile, filter, from));
            sum = sum.plus(pass.result());
            StageWatch.tell(pass.result().records());
            next = pass.next();
        }
        return sum;
    }
}
