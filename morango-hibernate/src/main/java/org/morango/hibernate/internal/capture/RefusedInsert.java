package org.morango.hibernate.internal.capture;

import java.util.Map;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandlerBuildResult;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.tree.insert.SqmInsertStatement;
import org.morango.MorangoException;

/** No query inserts synced entities: a record's id and place are computed from its entity, and here there is none. */
record RefusedInsert(SqmMultiTableInsertStrategy standard) implements SqmMultiTableInsertStrategy {

    static MorangoException refusal() {
        return new MorangoException(
                "Synced entities cannot be inserted by a query, which would not give them the ids of their records;"
                        + " persist them, or insert them by a StatelessSession.",
                Map.of());
    }

    @Override
    public MultiTableHandlerBuildResult buildHandler(
            SqmInsertStatement<?> insert, DomainParameterXref parameters, DomainQueryExecutionContext context) {
        throw refusal();
    }

    @Override
    public void release(SessionFactoryImplementor factory, JdbcConnectionAccess connections) {
        standard.release(factory, connections);
    }
}
