package org.morango.hibernate.internal.capture;

import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandler;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandlerBuildResult;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.SqmDeleteOrUpdateStatement;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/** Strategy that executes bulk updates and deletes of synced entities by {@link BulkPlans}. */
record BulkCapture(@Nullable SqmMultiTableMutationStrategy standard) implements SqmMultiTableMutationStrategy {

    @Override
    public MultiTableHandlerBuildResult buildHandler(
            SqmDeleteOrUpdateStatement<?> statement,
            DomainParameterXref parameters,
            DomainQueryExecutionContext context) {
        BulkPlans plans =
                new BulkPlans(parameters, standard, context.getSession().getFactory());
        BulkPlans.Plan plan = statement instanceof SqmDeleteStatement<?> delete
                ? plans.of(delete)
                : plans.of((SqmUpdateStatement<?>) statement);
        return new MultiTableHandlerBuildResult(new Handler(plan), JdbcParameterBindings.NO_BINDINGS);
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

    /** Handler that executes a plan. The plan's statements bind the query's parameters themselves. */
    private record Handler(BulkPlans.Plan plan) implements MultiTableHandler {
        @Override
        public JdbcParameterBindings createJdbcParameterBindings(DomainQueryExecutionContext context) {
            return JdbcParameterBindings.NO_BINDINGS;
        }

        @Override
        public boolean dependsOnParameterBindings() {
            return false;
        }

        @Override
        public boolean isCompatibleWith(JdbcParameterBindings bindings, QueryOptions options) {
            return true;
        }

        @Override
        public int execute(JdbcParameterBindings bindings, DomainQueryExecutionContext context) {
            return plan.execute(context);
        }
    }
}
