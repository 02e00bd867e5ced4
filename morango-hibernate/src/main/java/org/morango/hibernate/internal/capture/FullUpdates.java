package org.morango.hibernate.internal.capture;

import java.util.List;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.version.Differences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the entities whose updates may overwrite what a sync has written since they were loaded. */
final class FullUpdates {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.mapping.Syncable");

    private FullUpdates() {}

    static void tell(SyncableModels models) {
        List<String> unsafe = models.all().stream()
                .filter(model -> model.persister().isMutable())
                .filter(model -> !model.persister().isVersioned() && !Differences.isDynamicUpdate(model.persister()))
                .map(SyncableModel::entityName)
                .toList();
        if (!unsafe.isEmpty()) {
            LOG.info(
                    "Entities {} have neither @Version nor @DynamicUpdate: an update writes all columns as they were loaded,"
                            + " and so overwrites what a sync has written to the row meanwhile.",
                    String.join(", ", unsafe));
        }
    }
}
