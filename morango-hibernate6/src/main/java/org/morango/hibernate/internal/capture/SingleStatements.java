package org.morango.hibernate.internal.capture;

import org.hibernate.query.spi.NonSelectQueryPlan;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.SimpleUpdateQueryPlan;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;

/** Plans for updates of a single table. */
final class SingleStatements {
    private SingleStatements() {}

    static NonSelectQueryPlan update(SqmUpdateStatement<?> update, DomainParameterXref parameters) {
        return new SimpleUpdateQueryPlan(update, parameters);
    }
}
