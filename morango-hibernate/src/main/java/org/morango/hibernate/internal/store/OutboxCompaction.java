package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.Threads;
import org.morango.hibernate.internal.store.Outbox.Kind;
import org.morango.hibernate.internal.store.Outbox.Note;
import org.morango.record.Filter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges notes of rows that are changed again and again while nothing is synced. Only notes of changes are merged: the
 * new ones stand behind all others, and a deletion has to stay before the insertion of another row under the same key.
 */
public final class OutboxCompaction {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxCompaction.class);

    /** Most rows of the notes that one transaction merges. */
    private static final int ROWS = 10_000;

    /** Number of notes that are read at once. */
    private static final int PAGE = 100;

    private final Database database;
    private final PartitionLocks locks;
    private final Threads threads;

    public OutboxCompaction(Database database, PartitionLocks locks, Threads threads) {
        this.database = database;
        this.locks = locks;
        this.threads = threads;
    }

    /** Merges what can be merged, in another thread. */
    public void start() {
        ExecutorService thread = threads.pool("morango-outbox", 1);
        thread.execute(() -> {
            try {
                run();
            } catch (RuntimeException e) {
                LOG.warn("The outbox could not be compacted. This is tried again when it has grown more.", e);
            }
        });
        thread.shutdown();
    }

    /** Merges in several transactions. */
    private void run() {
        List<Object[]> models = database.read(session -> session.createSelectionQuery(
                        "select o.profile, o.modelName, max(o.id) from MorangoOutboxRow o where o.kind = :kind"
                                + " group by o.profile, o.modelName",
                        Object[].class)
                .setParameter("kind", Kind.CHANGED.name())
                .getResultList());
        for (Object[] model : models) {
            long last = 0;
            long through = (Long) model[2];
            while (last < through) {
                long after = last;
                last = locks.exclusive(
                        Filter.EVERYTHING,
                        session -> merge(session, (String) model[0], (String) model[1], after, through));
            }
        }
    }

    /** Merges the next notes; returns the id of the last that it has looked at. */
    private static long merge(StatelessSession session, String profile, String modelName, long after, long through) {
        List<Note> notes = new ArrayList<>();
        Map<String, ChangedRow> rows = new LinkedHashMap<>();
        Instant oldest = null;
        long last = after;
        while (last < through && rows.size() < ROWS) {
            List<OutboxRow> page = select(session, profile, modelName, last, through);
            for (OutboxRow row : page) {
                Note note = Note.of(row);
                if (note.rows() != null) {
                    notes.add(note);
                    note.rows().forEach(changed -> rows.merge(changed.id(), changed, ChangedRow::merged));
                    oldest = earlier(oldest, row.notedAt);
                }
            }
            last = page.isEmpty() ? through : id(page.get(page.size() - 1));
        }
        // Notes that are as many afterwards are not written again.
        if (notes.size() > 1 + rows.size() / Outbox.ROWS) {
            Outbox outbox = new Outbox(session, oldest);
            outbox.remove(notes);
            outbox.add(profile, modelName, Kind.CHANGED, rows.values());
        }
        return last;
    }

    private static List<OutboxRow> select(
            StatelessSession session, String profile, String modelName, long after, long through) {
        return session.createSelectionQuery(
                        "select o from MorangoOutboxRow o where o.id > :after and o.id <= :through"
                                + " and o.profile = :profile and o.modelName = :model and o.kind = :kind order by o.id",
                        OutboxRow.class)
                .setParameter("after", after)
                .setParameter("through", through)
                .setParameter("profile", profile)
                .setParameter("model", modelName)
                .setParameter("kind", Kind.CHANGED.name())
                .setMaxResults(PAGE)
                .getResultList();
    }

    private static long id(OutboxRow row) {
        return row.id == null ? 0 : row.id;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}
