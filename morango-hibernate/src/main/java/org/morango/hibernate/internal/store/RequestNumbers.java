package org.morango.hibernate.internal.store;

import java.util.Optional;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.session.RequestWindow;

/** The numbers of requests that were used in sessions. */
final class RequestNumbers {
    private RequestNumbers() {}

    /** Notes the number of a request. Returns empty if the number of another request was noted meanwhile. */
    static Optional<Boolean> use(StatelessSession session, String id, long number) {
        RequestWindow before = window(session, id);
        Optional<RequestWindow> after = before == null ? Optional.empty() : before.use(number);
        if (before == null || after.isEmpty()) {
            return Optional.of(false);
        }
        return replace(session, id, before, after.get()) ? Optional.of(true) : Optional.empty();
    }

    /** Returns the numbers used so far; null if there is no such session. */
    static @Nullable RequestWindow window(StatelessSession session, String id) {
        SyncSessionRow row = session.get(SyncSessionRow.class, id);
        if (row == null) {
            return null;
        }
        return row.requestHighest == null || row.requestSeen == null
                ? RequestWindow.NEW
                : new RequestWindow(row.requestHighest, row.requestSeen);
    }

    private static boolean replace(StatelessSession session, String id, RequestWindow before, RequestWindow after) {
        return session.createMutationQuery("update MorangoSyncSessionRow s set s.requestHighest = :highest,"
                                + " s.requestSeen = :seen where s.id = :id and coalesce(s.requestHighest, 0) = :before"
                                + " and coalesce(s.requestSeen, 0) = :seenBefore")
                        .setParameter("highest", after.highest())
                        .setParameter("seen", after.seen())
                        .setParameter("id", id)
                        .setParameter("before", before.highest())
                        .setParameter("seenBefore", before.seen())
                        .executeUpdate()
                == 1;
    }
}
