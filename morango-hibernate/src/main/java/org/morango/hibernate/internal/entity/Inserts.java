package org.morango.hibernate.internal.entity;

import java.util.Map;
import org.morango.common.MorangoException;

/**
 * Refuses queries that insert synced entities: a record's id and place are computed from its entity, and a query has
 * none.
 */
public final class Inserts {
    private Inserts() {}

    public static MorangoException refusal() {
        return new MorangoException(
                "Synced entities cannot be inserted by a query, which would not give them the ids of their records;"
                        + " persist them, or insert them by a StatelessSession.",
                Map.of());
    }
}
