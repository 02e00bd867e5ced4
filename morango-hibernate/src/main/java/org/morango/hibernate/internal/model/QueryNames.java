package org.morango.hibernate.internal.model;

import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Names of entities in queries: those that JPA gives them, because Hibernate can be configured to accept no others. */
public final class QueryNames {
    private QueryNames() {}

    /** Returns the query name of the entity that Hibernate knows by this name, which is that of its class. */
    public static String of(String entityName, SessionFactory factory) {
        return ((SessionFactoryImplementor) factory)
                .getJpaMetamodel()
                .entity(entityName)
                .getName();
    }
}
