package org.morango.hibernate.internal.capture;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.NonSelectQueryPlan;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.MultiTableDeleteQueryPlan;
import org.hibernate.query.sqm.internal.MultiTableUpdateQueryPlan;
import org.hibernate.query.sqm.internal.SimpleDeleteQueryPlan;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.jspecify.annotations.Nullable;

/**
 * Plans by which bulk updates and deletes of synced entities are executed, so that they are captured: an update raises
 * the marks of the rows it changes, a delete first writes tombstones for the rows that it then deletes.
 *
 * <p>The library's own statements are executed unchanged: they set the marks themselves, or have {@link #OWN} as
 * comment.
 */
public final class BulkPlans {
    /** The comment of bulk deletes by the library itself, which leave no tombstones. */
    public static final String OWN = "morango";

    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

    private final DomainParameterXref parameters;
    private final @Nullable SqmMultiTableMutationStrategy standard;

    /**
     * Makes the plans of a query with these parameters. Executes statements by the strategy for several tables or, if
     * that is null, on a single table.
     */
    BulkPlans(DomainParameterXref parameters, @Nullable SqmMultiTableMutationStrategy standard) {
        this.parameters = parameters;
        this.standard = standard;
    }

    /** Returns whether this thread executes a plan, whose statements are captured already. */
    static boolean areRunning() {
        return RUNNING.get();
    }

    /** Statements to be executed in place of a query. */
    interface Plan {
        int execute(DomainQueryExecutionContext context);
    }

    Plan of(SqmUpdateStatement<?> update) {
        return new Statements(parameters, List.of(plan(marked(update))));
    }

    Plan of(SqmDeleteStatement<?> delete, SessionFactoryImplementor factory) {
        EntityPersister entity = factory.getMappingMetamodel()
                .getEntityDescriptor(delete.getTarget().getEntityName());
        BulkDeletion captured = new BulkDeletion(delete, entity);
        Plan plain = new Statements(parameters, List.of(plan(delete, entity)));
        Plan capturing = new Statements(
                parameters,
                List.of(
                        plan(mark(captured.lockRows())),
                        SingleStatements.update(captured.claimOld(), parameters),
                        SingleStatements.insert(captured.leaveNew(), parameters),
                        plan(captured.deleteClaimed(), entity)));
        RescanNotes notes = ((CapturingJdbcServices) factory.getJdbcServices()).notes();
        return new Deletion(plain, capturing, entity, notes);
    }

    private NonSelectQueryPlan plan(SqmUpdateStatement<?> update) {
        return standard == null
                ? SingleStatements.update(update, parameters)
                : new MultiTableUpdateQueryPlan(update, parameters, standard);
    }

    private NonSelectQueryPlan plan(SqmDeleteStatement<?> delete, EntityPersister entity) {
        return standard == null
                ? new SimpleDeleteQueryPlan(entity, delete, parameters)
                : new MultiTableDeleteQueryPlan(delete, parameters, standard);
    }

    /** Returns a copy of the update with one more assignment. Hibernate caches and shares the statement itself. */
    private static <T> SqmUpdateStatement<T> marked(SqmUpdateStatement<T> update) {
        boolean isMarking = update.getSetClause().getAssignments().stream()
                .anyMatch(
                        a -> a.getTargetPath().getNavigablePath().getLocalName().equals(ChangeListener.DIRTY));
        if (isMarking) {
            return update;
        }
        return mark(update.copy(SqmCopyContext.noParamCopyContext()));
    }

    private static <T> SqmUpdateStatement<T> mark(SqmUpdateStatement<T> update) {
        SqmPath<Integer> mark = BulkDeletion.path(update.getTarget(), ChangeListener.DIRTY);
        NodeBuilder build = update.nodeBuilder();
        // The mark begins again at 1 after the largest number, as entities' marks do, and for rows that are held back.
        update.applyAssignment(mark, (SqmExpression<Integer>) build.<Integer>selectCase()
                .when(
                        build.or(build.equal(mark, build.literal(Integer.MAX_VALUE)), build.lt(mark, build.literal(0))),
                        build.literal(1))
                .otherwise(build.sum(mark, build.literal(1))));
        return update;
    }

    /** Statements with the same parameters, executed one after another. The count is that of the last. */
    private record Statements(DomainParameterXref parameters, List<NonSelectQueryPlan> plans) implements Plan {
        @Override
        public int execute(DomainQueryExecutionContext context) {
            int count = 0;
            RUNNING.set(true);
            try {
                for (NonSelectQueryPlan plan : plans) {
                    // Lists of values are expanded anew for each statement.
                    parameters.clearExpansions();
                    count = plan.executeUpdate(context);
                }
            } finally {
                RUNNING.remove();
            }
            return count;
        }
    }

    private record Deletion(Plan plain, Plan capturing, EntityPersister entity, RescanNotes notes) implements Plan {
        @Override
        public int execute(DomainQueryExecutionContext context) {
            if (OWN.equals(context.getQueryOptions().getComment())) {
                return plain.execute(context);
            }
            int count = capturing.execute(context);
            notes.addFollowers(context.getSession(), entity);
            return count;
        }
    }
}
