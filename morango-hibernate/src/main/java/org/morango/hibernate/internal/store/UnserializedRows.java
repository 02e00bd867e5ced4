package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * The rows whose changes are noted in the outbox for the next pass. A row that several transactions have noted counts
 * as often.
 *
 * @param rows their number by model; a note that does not tell its rows counts as one
 * @param oldest when the oldest of the notes was written; null if there are none, or if that is not known
 */
public record UnserializedRows(
        Map<String, Long> rows, @Nullable Instant oldest) {
    private static final int PAGE = 200;

    /** Counts the rows of a profile. Reads their notes in pages. */
    public static UnserializedRows of(StatelessSession session, String profile) {
        List<Outbox.Kind> kinds = new ArrayList<>(Outbox.CHANGES);
        kinds.add(Outbox.Kind.RESCAN);
        Map<String, Long> rows = new TreeMap<>();
        Instant oldest = null;
        long last = 0;
        List<OutboxRow> page;
        do {
            page = session.createSelectionQuery(
                            "select o from MorangoOutboxRow o where o.id > :after and o.profile = :profile"
                                    + " and o.kind in :kinds order by o.id",
                            OutboxRow.class)
                    .setParameter("after", last)
                    .setParameter("profile", profile)
                    .setParameter("kinds", Outbox.names(kinds))
                    .setMaxResults(PAGE)
                    .getResultList();
            for (OutboxRow row : page) {
                Outbox.Note note = Outbox.Note.of(row);
                rows.merge(note.modelName(), (long) Math.max(1, note.size()), Long::sum);
                oldest = oldest == null
                                || (note.notedAt() != null && note.notedAt().isBefore(oldest))
                        ? note.notedAt()
                        : oldest;
                last = note.id();
            }
        } while (page.size() == PAGE);
        return new UnserializedRows(rows, oldest);
    }
}
