package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.UnplacedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds changed rows that no certificate of this database covers. No sync sends them, and none would report them. */
public final class Unplaced {
    private static final Logger LOG = LoggerFactory.getLogger(Unplaced.class);

    private Unplaced() {}

    /**
     * Returns the rows of each entity that has any. Reads the marked rows once. Leaves out profiles without a
     * certificate.
     */
    public static List<UnplacedRows> find(StatelessSession session, SyncableModels models) {
        Map<String, List<String>> roots = new HashMap<>();
        session.createSelectionQuery(
                        "select distinct c.profile, c.rootId from MorangoCertificateRow c where c.privateKey is not null",
                        Object[].class)
                .getResultList()
                .forEach(row -> roots.computeIfAbsent((String) row[0], p -> new ArrayList<>())
                        .add((String) row[1]));
        List<UnplacedRows> found = new ArrayList<>();
        for (SyncableModel model : models.all()) {
            if (roots.containsKey(model.profile())) {
                find(session, model, roots.get(model.profile()), found);
            }
        }
        return found;
    }

    private static void find(
            StatelessSession session, SyncableModel model, List<String> roots, List<UnplacedRows> found) {
        PartitionPredicate inside = PartitionPredicate.of("e.morangoPartition", roots);
        Object[] row = inside.bind(session.createSelectionQuery(
                        "select count(e.id), min(e.id), min(e.morangoPartition) from " + model.entityName()
                                + " e where e.morangoDirty > 0 and " + model.ownRows() + " and not " + inside.text(),
                        Object[].class))
                .getSingleResult();
        long count = ((Number) row[0]).longValue();
        if (count > 0) {
            found.add(new UnplacedRows(
                    model.entityClass().asSubclass(SyncableEntity.class), count, (String) row[1], (String) row[2]));
        }
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
