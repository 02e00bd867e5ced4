package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.UnplacedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds changed rows that no certificate of this database covers. No sync sends them, and none would report them. */
public final class Unplaced {
    private static final Logger LOG = LoggerFactory.getLogger(Unplaced.class);

    private Unplaced() {}

    /**
     * Returns the rows of each entity that has any. Leaves out profiles without a certificate. A row that several
     * transactions have noted since the last pass counts as often.
     */
    public static List<UnplacedRows> find(StatelessSession session, SyncableModels models) {
        Outbox outbox = new Outbox(session);
        List<UnplacedRows> found = new ArrayList<>();
        Map<String, Roots> roots = new HashMap<>();
        for (SyncableModel model : models.all()) {
            Roots own = roots.computeIfAbsent(model.profile(), profile -> new Roots(session, profile));
            // An existing record is inside the partitions of its sender. Only the notes of new rows have a partition.
            Supplier<Stream<ChangedRow>> outside = () -> outbox.changed(model.profile(), model.name())
                    .flatMap(List::stream)
                    .filter(row -> row.partition() != null && !own.reach(row.partition()));
            outside.get()
                    .min(Comparator.comparing(ChangedRow::id))
                    .ifPresent(first -> found.add(new UnplacedRows(
                            model.entityClass().asSubclass(SyncableEntity.class),
                            outside.get().count(),
                            first.id(),
                            String.valueOf(first.partition()))));
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
