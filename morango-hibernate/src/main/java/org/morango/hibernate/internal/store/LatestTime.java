package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.time.Instant;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest time that a database has seen. It is written when it has advanced by an hour. */
final class LatestTime {
    private static final Logger LOG = LoggerFactory.getLogger(LatestTime.class);
    private static final Duration STEP = Duration.ofHours(1);
    private static final int ROW = 1;

    private final Database database;
    /** The time in the database; null before it was read. */
    private @Nullable Instant kept;

    private Instant latest = Instant.MIN;
    private boolean hasWarned;

    LatestTime(Database database) {
        this.database = database;
    }

    synchronized Instant latest(Instant now) {
        Instant before = kept();
        if (now.isAfter(latest)) {
            latest = now;
            if (now.isAfter(before.plus(STEP))) {
                keep(now);
            }
        } else if (now.isBefore(latest.minus(STEP)) && !hasWarned) {
            hasWarned = true;
            LOG.warn(
                    "The clock says {}, but {} has been seen: certificates that had expired by then stay expired. If that time"
                            + " was wrong, call Peer.certificates().resetTime()",
                    now,
                    latest);
        }
        return latest;
    }

    synchronized void keep(Instant time) {
        if (!time.isAfter(kept())) {
            return;
        }
        long seconds = time.getEpochSecond();
        database.inTransaction(session -> {
            if (update(session, seconds, "and latest < :latest") == 0 && session.get(ClockRow.class, ROW) == null) {
                ClockRow row = new ClockRow();
                row.id = ROW;
                row.latest = seconds;
                session.insert(row);
            }
        });
        kept = time;
        latest = time.isAfter(latest) ? time : latest;
    }

    synchronized void reset(Instant now) {
        long seconds = now.getEpochSecond();
        database.inTransaction(session -> update(session, seconds, "and latest <> :latest"));
        kept = Instant.ofEpochSecond(seconds);
        latest = now;
        hasWarned = false;
    }

    private static int update(StatelessSession session, long seconds, String condition) {
        return session.createMutationQuery("update MorangoClockRow set latest = :latest where id = :id " + condition)
                .setParameter("latest", seconds)
                .setParameter("id", ROW)
                .executeUpdate();
    }

    private Instant kept() {
        Instant known = kept;
        if (known == null) {
            known = database.read(session -> {
                ClockRow row = session.get(ClockRow.class, ROW);
                return row == null ? Instant.EPOCH : Instant.ofEpochSecond(row.latest);
            });
            kept = known;
            latest = known;
        }
        return known;
    }
}
