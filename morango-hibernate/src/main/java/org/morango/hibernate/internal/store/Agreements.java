package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.Agreement;
import org.morango.session.Direction;

/** Reads and writes what was agreed with peers. */
final class Agreements {
    private Agreements() {}

    static Optional<Agreement> find(StatelessSession session, String peer, Direction direction, Filter filter) {
        return Optional.ofNullable(session.get(AgreementRow.class, key(peer, direction, filter)))
                .map(row -> new Agreement(peer, direction, filter, row.own, row.other));
    }

    /** Notes an agreement, and forgets those from before a time. */
    static void save(StatelessSession session, Agreement agreement, Instant now, Instant forgottenBefore) {
        session.createMutationQuery("delete from MorangoAgreementRow a where a.agreed < :time")
                .setParameter("time", forgottenBefore)
                .executeUpdate();
        AgreementRow.Key key = key(agreement.peer(), agreement.direction(), agreement.filter());
        AgreementRow row = new AgreementRow();
        row.peer = key.peer();
        row.push = key.push();
        row.filterHash = key.filterHash();
        row.own = agreement.own();
        row.other = agreement.other();
        row.agreed = now;
        if (session.get(AgreementRow.class, key) == null) {
            session.insert(row);
        } else {
            session.update(row);
        }
    }

    private static AgreementRow.Key key(String peer, Direction direction, Filter filter) {
        return new AgreementRow.Key(peer, direction == Direction.PUSH, Ids.hash(filter.toString()));
    }
}
