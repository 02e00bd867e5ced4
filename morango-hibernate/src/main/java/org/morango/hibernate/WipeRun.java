package org.morango.hibernate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.ChangeLog;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.pipeline.WipeStage;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.LeavingRow;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.record.Filter;
import org.morango.replica.Departure;
import org.morango.replica.WipedPage;

/** Notes departures, and does their steps. */
final class WipeRun {
    private final Database database;
    private final SyncableModels models;
    private final PartitionLocks locks;
    private final Hooks hooks;
    private final RandomGenerator random;

    WipeRun(Database database, SyncableModels models, PartitionLocks locks, Hooks hooks, RandomGenerator random) {
        this.database = database;
        this.models = models;
        this.locks = locks;
        this.hooks = hooks;
        this.random = random;
    }

    void note(Departure departure) {
        database.inTransaction(session -> {
            if (session.get(LeavingRow.class, departure.certificateId()) == null) {
                session.insert(LeavingRow.of(departure));
            }
        });
    }

    List<Departure> departures() {
        return database.read(
                session -> session.createSelectionQuery("select l from MorangoLeavingRow l", LeavingRow.class)
                        .getResultStream()
                        .map(LeavingRow::departure)
                        .toList());
    }

    WipedPage step(String certificateId, Set<String> kept) {
        record Done(WipedPage page, @Nullable ChangeLog changes) {}
        Done done = locks.exclusive(Filter.EVERYTHING, session -> {
            LeavingRow leaving = session.get(LeavingRow.class, certificateId);
            if (leaving == null) {
                // Another node has finished it.
                return new Done(new WipedPage(true, 0, Map.of()), null);
            }
            if (!leaving.forgotten) {
                WipeStage.forget(session, random, models, leaving, kept);
                return new Done(new WipedPage(false, 0, Map.of()), null);
            }
            ChangeLog changes = new ChangeLog(hooks.listeners());
            WipedPage page = WipeStage.run(session, models, changes, leaving);
            if (page.isLast()) {
                session.delete(leaving);
            }
            changes.tellInside(session);
            return new Done(page, changes);
        });
        if (done.changes() != null) {
            done.changes().tellCommitted();
        }
        return done.page();
    }
}
