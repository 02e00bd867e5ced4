package org.morango.hibernate.internal.capture;

import java.util.Map;
import org.morango.common.MorangoException;

/**
 * Refuses queries that insert synced entities: a record's id and place are computed from its entity, and a query has
 * none.
 */
final class Inserts {
    private Inserts() {}

    static MorangoException refusal() {
        return new MorangoException(
                "Synced entities cannot be inserted by a query, which would not give them the ids of their records;"
                        + " persist them, or insert them by a StatelessSession.",
                Map.of());
    }
}
