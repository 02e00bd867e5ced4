package org.morango.hibernate.internal.capture;

import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandlerBuildResult;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.tree.insert.SqmInsertStatement;
import org.morango.hibernate.internal.entity.Inserts;

/** Strategy that refuses inserts by queries. See {@link Inserts}. */
record RefusedInsert(SqmMultiTableInsertStrategy standard) implements SqmMultiTableInsertStrategy {

    @Override
    public MultiTableHandlerBuildResult buildHandler(
            SqmInsertStatement<?> insert, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        throw Inserts.refusal();
    }

    @Override
    public void release(SessionFactoryImplementor factory, JdbcConnectionAccess connections) {
        standard.release(factory, connections);
    }
}
