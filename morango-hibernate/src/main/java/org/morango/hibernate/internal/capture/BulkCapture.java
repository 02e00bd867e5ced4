package org.morango.hibernate.internal.capture;

import java.util.List;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.NonSelectQueryPlan;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.MultiTableDeleteQueryPlan;
import org.hibernate.query.sqm.internal.MultiTableUpdateQueryPlan;
import org.hibernate.query.sqm.internal.SimpleDeleteQueryPlan;
import org.hibernate.query.sqm.internal.SimpleNonSelectQueryPlan;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandler;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandlerBuildResult;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.SqmDeleteOrUpdateStatement;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.expression.SqmExpression;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/**
 * Executes bulk updates and deletes of synced entities so that they are noticed: an update raises the marks of the rows it
 * changes, a delete first leaves tombstones for the rows that it then deletes.
 *
 * <p>The library's own statements are left as they are: they set the marks themselves, or have {@link #OWN} as comment.
 */
public final class BulkCapture implements SqmMultiTableMutationStrategy {
    /** The comment of bulk deletes by the library itself, which leave no tombstones. */
    public static final String OWN = "morango";

    private final @Nullable SqmMultiTableMutationStrategy standard;

    /** Captures what is executed by a strategy for several tables, or, without one, by single statements. */
    BulkCapture(@Nullable SqmMultiTableMutationStrategy standard) {
        this.standard = standard;
    }

    @Override
    public MultiTableHandlerBuildResult buildHandler(
            SqmDeleteOrUpdateStatement<?> statement,
            DomainParameterXref parameters,
            DomainQueryExecutionContext context) {
        MultiTableHandler handler = statement instanceof SqmDeleteStatement<?> delete
                ? deletion(delete, parameters, context)
                : new Plans(parameters, List.of(update(marked((SqmUpdateStatement<?>) statement), parameters)));
        return new MultiTableHandlerBuildResult(handler, JdbcParameterBindings.NO_BINDINGS);
    }

    private NonSelectQueryPlan update(SqmUpdateStatement<?> update, DomainParameterXref parameters) {
        return standard == null
                ? new SimpleNonSelectQueryPlan(update, parameters)
                : new MultiTableUpdateQueryPlan(update, parameters, standard);
    }

    /** The update with one more assignment, in a copy, as Hibernate keeps and shares the statement itself. */
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
        SqmPath<Integer> mark = update.getTarget().get(ChangeListener.DIRTY);
        NodeBuilder build = update.nodeBuilder();
        // After the largest number it begins again at 1, as entities' marks do.
        update.applyAssignment(mark, (SqmExpression<Integer>) build.<Integer>selectCase()
                .when(build.equal(mark, build.literal(Integer.MAX_VALUE)), build.literal(1))
                .otherwise(build.sum(mark, build.literal(1))));
        return update;
    }

    private MultiTableHandler deletion(
            SqmDeleteStatement<?> delete, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        SessionFactoryImplementor factory = context.getSession().getFactory();
        EntityPersister entity = factory.getMappingMetamodel()
                .getEntityDescriptor(delete.getTarget().getEntityName());
        BulkDeletion captured = new BulkDeletion(delete, entity);
        Plans plain = new Plans(parameters, List.of(delete(delete, entity, parameters)));
        Plans capturing = new Plans(
                parameters,
                List.of(
                        update(mark(captured.lockRows()), parameters),
                        new SimpleNonSelectQueryPlan(captured.claimOld(), parameters),
                        new SimpleNonSelectQueryPlan(captured.leaveNew(), parameters),
                        delete(captured.deleteClaimed(), entity, parameters)));
        RescanNotes notes = ((CapturingJdbcServices) factory.getJdbcServices()).notes();
        return new Deletion(plain, capturing, entity, notes);
    }

    private NonSelectQueryPlan delete(
            SqmDeleteStatement<?> delete, EntityPersister entity, DomainParameterXref parameters) {
        return standard == null
                ? new SimpleDeleteQueryPlan(entity, delete, parameters)
                : new MultiTableDeleteQueryPlan(delete, parameters, standard);
    }

    @Override
    public void prepare(MappingModelCreationProcess process, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.prepare(process, connections);
        }
    }

    @Override
    public void prepare(MappingModelCreationProcess process) {
        if (standard != null) {
            standard.prepare(process);
        }
    }

    @Override
    public void release(SessionFactoryImplementor factory, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.release(factory, connections);
        }
    }

    /** Each plan binds the query's parameters itself. */
    private interface SelfBinding extends MultiTableHandler {
        @Override
        default JdbcParameterBindings createJdbcParameterBindings(DomainQueryExecutionContext context) {
            return JdbcParameterBindings.NO_BINDINGS;
        }

        @Override
        default boolean dependsOnParameterBindings() {
            return false;
        }

        @Override
        default boolean isCompatibleWith(JdbcParameterBindings bindings, QueryOptions options) {
            return true;
        }
    }

    /** Statements with the same parameters, one after another. The count is that of the last. */
    private record Plans(DomainParameterXref parameters, List<NonSelectQueryPlan> plans) implements SelfBinding {
        @Override
        public int execute(JdbcParameterBindings bindings, DomainQueryExecutionContext context) {
            int count = 0;
            for (NonSelectQueryPlan plan : plans) {
                // Lists of values are expanded for each statement anew.
                parameters.clearExpansions();
                count = plan.executeUpdate(context);
            }
            return count;
        }
    }

    private record Deletion(Plans plain, Plans capturing, EntityPersister entity, RescanNotes notes)
            implements SelfBinding {
        @Override
        public int execute(JdbcParameterBindings bindings, DomainQueryExecutionContext context) {
            if (OWN.equals(context.getQueryOptions().getComment())) {
                return plain.execute(bindings, context);
            }
            int count = capturing.execute(bindings, context);
            notes.addFollowers(context.getSession(), entity);
            return count;
        }
    }
}
