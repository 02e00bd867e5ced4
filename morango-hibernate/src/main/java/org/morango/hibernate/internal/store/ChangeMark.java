package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.Objects;
import org.hibernate.StatelessSession;
import org.morango.replica.ChangeFeed;

/** Tells whether anything was committed since it was last read, by whichever process. Reads one row. */
public final class ChangeMark {
    private ChangeMark() {}

    /**
     * Reads it. Each pass that serializes or merges takes a value of the instance's counter. The outbox has a higher
     * last note after most transactions of the application; one that was slow may add a lower one, which then is pending.
     */
    public static ChangeFeed.State read(StatelessSession session) {
        Object[] row = session.createSelectionQuery(
                        "select i.instanceId, i.counter, (select max(o.id) from MorangoOutboxRow o where o.kind not in :resting),"
                                + " (select count(*) from MorangoRevocationRow) from MorangoInstanceRow i where i.id = 1",
                        Object[].class)
                .setParameter("resting", Outbox.resting())
                .getSingleResult();
        return new ChangeFeed.State(
                List.of(row[0], row[1], Objects.requireNonNullElse(row[2], 0L), row[3]), row[2] != null);
    }
}
