package org.morango.hibernate.internal.model;

import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** What entities are called in queries: by the names that JPA gives them, as Hibernate can be set to know no others. */
public final class QueryNames {
    private QueryNames() {}

    /** The name of the entity that Hibernate calls by this one: that of its class. */
    public static String of(String entityName, SessionFactory factory) {
        return ((SessionFactoryImplementor) factory)
                .getJpaMetamodel()
                .entity(entityName)
                .getName();
    }
}
