package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.UnplacedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds changed rows that no certificate of this database covers. No sync sends them, and none would report them. */
public final class Unplaced {
    private static final Logger LOG = LoggerFactory.getLogger(Unplaced.class);

    private Unplaced() {}

    /** Returns the rows of each entity that has any. Leaves out profiles without a certificate. */
    public static List<UnplacedRows> find(StatelessSession session, SyncableModels models) {
        Outbox outbox = new Outbox(session);
        List<UnplacedRows> found = new ArrayList<>();
        for (SyncableModel model : models.all()) {
            Roots roots = new Roots(session, model.profile());
            Map<String, String> outside = new TreeMap<>();
            // An existing record is inside the partitions of its sender. Only the notes of new rows have a partition.
            outbox.changed(model.profile(), model.name()).flatMap(List::stream).forEach(row -> {
                if (row.partition() != null && !roots.reach(row.partition())) {
                    outside.put(row.id(), row.partition());
                }
            });
            if (!outside.isEmpty()) {
                String first = outside.keySet().iterator().next();
                found.add(new UnplacedRows(
                        model.entityClass().asSubclass(SyncableEntity.class),
                        outside.size(),
                        first,
                        String.valueOf(outside.get(first))));
            }
        }
        return found;
    }

    /** Logs them, one line for each entity. */
    public static void warn(List<UnplacedRows> found) {
        for (UnplacedRows rows : found) {
            LOG.warn(
                    "{} changed rows of entity {} are never sent, such as {} in partition '{}': no root certificate that this"
                            + " database has a certificate under is the beginning of their partition. What partition() returns"
                            + " has to begin with the root's id; persist them again under one.",
                    rows.count(),
                    rows.entity().getName(),
                    rows.id(),
                    rows.partition());
        }
    }
}
