package org.morango.hibernate.internal.pipeline;

import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.boot.model.relational.QualifiedSequenceName;
import org.hibernate.generator.Generator;
import org.hibernate.id.enhanced.NoopOptimizer;
import org.hibernate.id.enhanced.Optimizer;
import org.hibernate.id.enhanced.PooledOptimizer;
import org.hibernate.id.enhanced.SequenceStructure;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.KeyNumbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what numbers the rows of an entity. Names sequences that lag behind the keys, as after an import of rows. */
public final class GeneratedNumbers {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.mapping.Syncable");

    private GeneratedNumbers() {}

    /** Returns what numbers the rows of an entity; empty if it is something that cannot be looked at. */
    static Optional<KeyNumbers> of(AbstractEntityPersister persister) {
        Generator generator = persister.getGenerator();
        String table = persister.getRootTableName();
        String column = persister.getIdentifierColumnNames()[0];
        if (generator instanceof SequenceStyleGenerator numbering
                && numbering.getDatabaseStructure() instanceof SequenceStructure structure
                && isRead(numbering.getOptimizer())) {
            String sequence = persister
                    .getFactory()
                    .getSqlStringGenerationContext()
                    .format((QualifiedSequenceName) structure.getPhysicalName());
            return Optional.of(new KeyNumbers(
                    table,
                    column,
                    sequence,
                    structure.getIncrementSize(),
                    numbering.getOptimizer() instanceof PooledOptimizer));
        }
        return persister.isIdentifierAssignedByInsert()
                ? Optional.of(new KeyNumbers(table, column, null, 1, false))
                : Optional.empty();
    }

    /** Returns whether keys follow from the values of a sequence in a known way. */
    private static boolean isRead(Optimizer optimizer) {
        return optimizer instanceof NoopOptimizer || optimizer instanceof PooledOptimizer;
    }

    /** Names the sequences and numbered columns that will give new rows keys that are taken. */
    public static void tell(Database database, SyncableModels models) {
        models.all().stream()
                .filter(SyncableModel::isNumberedHere)
                .map(model -> of((AbstractEntityPersister) model.persister()))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(numbers -> {
                    OptionalLong highest = numbers.outrunBy(database);
                    if (highest.isPresent()) {
                        LOG.warn(
                                "New rows of table {} will get keys that are taken: {} has not reached the highest key, {}."
                                        + " Restart it above that; until then inserts fail, and received rows wait.",
                                numbers.table(),
                                numbers.source(),
                                highest.getAsLong());
                    }
                });
    }
}
