package org.morango.hibernate.internal.capture;

import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.jspecify.annotations.Nullable;

/** Strategy that executes bulk updates and deletes of synced entities by {@link BulkPlans}. */
record BulkCapture(@Nullable SqmMultiTableMutationStrategy standard) implements SqmMultiTableMutationStrategy {

    @Override
    public int executeUpdate(
            SqmUpdateStatement<?> update, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        return new BulkPlans(parameters, standard, context.getSession().getFactory())
                .of(update)
                .execute(context);
    }

    @Override
    public int executeDelete(
            SqmDeleteStatement<?> delete, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        return new BulkPlans(parameters, standard, context.getSession().getFactory())
                .of(delete)
                .execute(context);
    }

    @Override
    public void prepare(MappingModelCreationProcess process, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.prepare(process, connections);
        }
    }

    @Override
    public void release(SessionFactoryImplementor factory, JdbcConnectionAccess connections) {
        if (standard != null) {
            standard.release(factory, connections);
        }
    }
}
