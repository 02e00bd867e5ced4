package org.morango.hibernate;

import java.util.List;
import org.hibernate.StatelessSession;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.Rescan;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;

/**
 * One rescan. Each page is a transaction of its own, so that transactions of the application need not wait for the whole
 * rescan.
 */
final class RescanRun {
    private final SyncableModels models;
    private final PartitionLocks locks;
    private RescanResult sum = new RescanResult(0, 0, 0);

    RescanRun(SyncableModels models, PartitionLocks locks) {
        this.models = models;
        this.locks = locks;
    }

    private interface Pages {
        Rescan.Page read(StatelessSession session, String after);
    }

    /** @throws MorangoException if no model is of the profile */
    RescanResult run(String profile) {
        if (models.inOrder(profile).isEmpty()) {
            throw new MorangoException("No synced entity of this persistence unit is of profile " + profile
                    + "; there are " + models.profiles() + ".");
        }
        return run(models.inOrder(profile));
    }

    RescanResult run(Class<?> entity) {
        return run(List.of(models.get(entity)));
    }

    private RescanResult run(List<SyncableModel> rescanned) {
        for (SyncableModel model : rescanned) {
            all((session, after) -> Rescan.present(session, models, model, after));
            all((session, after) -> Rescan.vanished(session, models, model, after));
        }
        return sum;
    }

    private void all(Pages pages) {
        for (String last = ""; last != null; ) {
            String after = last;
            Rescan.Page page = locks.exclusive(Filter.EVERYTHING, session -> pages.read(session, after));
            sum = new RescanResult(
                    sum.inserted() + page.inserted(), sum.changed() + page.changed(), sum.vanished() + page.vanished());
            last = page.last();
        }
    }
}
