package org.morango.hibernate.internal.pipeline;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Writes records into the store. If the database cannot store a record (its encoding lacks a character, or a text is too long for
 * it), that record is left out and the others are written. This needs savepoints, and is done only after a pass has failed.
 */
final class StoreWrites {
    private final StatelessSession session;
    private final boolean isCareful;
    private final Map<String, String> refused = new LinkedHashMap<>();

    StoreWrites(StatelessSession session, boolean isCareful) {
        this.session = session;
        this.isCareful = isCareful;
    }

    /** Writes what can be written, and returns the reasons for the others by id. */
    Map<String, String> write(List<StoreRow> created, List<StoreRow> changed) {
        if (isCareful) {
            Set<String> known = changed.stream().map(row -> row.id).collect(Collectors.toSet());
            write(Stream.concat(created.stream(), changed.stream()).toList(), known);
        } else {
            Rows.insert(session, created);
            Rows.update(session, changed);
        }
        return refused;
    }

    private void write(List<StoreRow> rows, Set<String> known) {
        if (rows.isEmpty()) {
            return;
        }
        Savepoint before = session.doReturningWork(Connection::setSavepoint);
        try {
            attempt(rows, known);
        } catch (RuntimeException e) {
            if (!Database.isUnfit(e)) {
                throw e;
            }
            session.doWork(connection -> connection.rollback(before));
            if (rows.size() == 1) {
                refused.put(rows.get(0).id, Database.reason(e));
                return;
            }
            int half = rows.size() / 2;
            write(rows.subList(0, half), known);
            write(rows.subList(half, rows.size()), known);
            return;
        }
        session.doWork(connection -> connection.releaseSavepoint(before));
    }

    /** Uses a session of its own on the same connection, because Hibernate keeps batched statements after a failure. */
    private void attempt(List<StoreRow> rows, Set<String> known) {
        Connection connection = session.doReturningWork(same -> same);
        try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
            own.beginTransaction();
            Rows.insert(
                    own, rows.stream().filter(row -> !known.contains(row.id)).toList());
            Rows.update(own, rows.stream().filter(row -> known.contains(row.id)).toList());
        }
    }
}
