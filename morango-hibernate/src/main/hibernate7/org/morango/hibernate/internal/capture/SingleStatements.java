package org.morango.hibernate.internal.capture;

import org.hibernate.query.spi.NonSelectQueryPlan;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SimpleNonSelectQueryPlan;
import org.hibernate.query.sqm.tree.insert.SqmInsertStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;

/** Plans for statements on a single table. */
final class SingleStatements {
    private SingleStatements() {}

    static NonSelectQueryPlan update(SqmUpdateStatement<?> update, DomainParameterXref parameters) {
        return new SimpleNonSelectQueryPlan(update, parameters);
    }

    static NonSelectQueryPlan insert(SqmInsertStatement<?> insert, DomainParameterXref parameters) {
        return new SimpleNonSelectQueryPlan(insert, parameters);
    }
}
