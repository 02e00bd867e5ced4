package org.morango.hibernate.internal.capture;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.Outbox.Kind;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Syncable;

/**
 * Notes what each transaction of the application changes, and writes the notes to the outbox at the end of the same
 * transaction, or at once if there is none.
 */
final class ChangeNotes {
    /** Number of rows that a transaction may keep in memory. */
    private static final int MOST_ROWS = 10_000;

    /**
     * The notes by session, only while the session is alive: a session that is closed in the middle of a transaction
     * never ends it.
     */
    private final Map<SharedSessionContractImplementor, Pending> open =
            Collections.synchronizedMap(new WeakHashMap<>());

    private volatile Clock clock = Clock.systemUTC();
    private volatile int mostNotes = Integer.MAX_VALUE;
    private volatile Runnable grown = () -> {};
    private volatile Runnable committed = () -> {};

    /** The number of notes that were written since the outbox was found to have grown. */
    private final AtomicInteger written = new AtomicInteger();

    private final Map<SessionFactoryImplementor, SyncedTables> tables =
            Collections.synchronizedMap(new WeakHashMap<>());

    private record Subject(String profile, String modelName, Kind kind) {}

    SyncedTables tables(SessionFactoryImplementor factory) {
        return tables.computeIfAbsent(factory, SyncedTables::of);
    }

    /** Returns the key of a row as text. */
    String key(SharedSessionContractImplementor session, EntityPersister entity, Object id) {
        return KeyCodec.text(tables(session.getFactory()).form(entity).key(id, session));
    }

    void changed(SharedSessionContractImplementor session, EntityPersister entity, ChangedRow row) {
        add(session, model(entity), Kind.CHANGED, row);
    }

    /** Notes a deleted row, and the models whose rows the database deletes or changes by itself with it. */
    void deleted(SharedSessionContractImplementor session, EntityPersister entity, Object id, boolean isHard) {
        add(session, model(entity), isHard ? Kind.HARD_DELETED : Kind.DELETED, ChangedRow.of(key(session, entity, id)));
        followersOf(session, entity);
    }

    /** Notes the models whose rows the database deletes or changes by itself when a row of this entity is deleted. */
    void followersOf(SharedSessionContractImplementor session, EntityPersister deleted) {
        rescan(session, tables(session.getFactory()).followers(deleted));
    }

    /** Notes models that were changed in a way that does not tell which rows. The next pass compares all of them. */
    void rescan(SharedSessionContractImplementor session, Collection<Syncable> models) {
        models.forEach(model -> add(session, model, Kind.RESCAN, ChangedRow.of("")));
    }

    /** Returns whether triggers note what a session writes to rows of a model. */
    static boolean areTriggered(SharedSessionContractImplementor session, Syncable model) {
        return model.capture() == Capture.TRIGGERS && !OwnSessions.include(session);
    }

    /**
     * Notes a row that will be hard deleted, before a trigger notes that it is deleted: once it is, a pass does not look
     * at its record again.
     */
    void beforeHardDeletion(SharedSessionContractImplementor session, EntityPersister entity, Object id) {
        Syncable model = model(entity);
        if (areTriggered(session, model)) {
            String key = key(session, entity, id);
            write(
                    session,
                    Map.of(
                            new Subject(model.profile(), model.model(), Kind.HARD_DELETED),
                            Map.of(key, ChangedRow.of(key))));
        }
    }

    /** Adds a note, unless a trigger writes it. A trigger does not know where new rows belong. */
    void add(SharedSessionContractImplementor session, Syncable model, Kind kind, ChangedRow row) {
        if (areTriggered(session, model) && !row.isPlaced()) {
            // Triggers of most databases write a note for each row.
            written.incrementAndGet();
            checkGrowth();
            return;
        }
        Subject subject = new Subject(model.profile(), model.model(), kind);
        // Asks the coordinator: on a connection that the application supplies, a stateless session always claims to be
        // in a transaction, although it is not notified when that ends.
        if (session.getTransactionCoordinator().isTransactionActive()) {
            open.computeIfAbsent(session, this::begin).add(subject, row);
        } else {
            write(session, Map.of(subject, Map.of(row.id(), row)));
            checkGrowth();
        }
    }

    private static Syncable model(EntityPersister entity) {
        return Objects.requireNonNull(SyncedClasses.model(entity));
    }

    private Pending begin(SharedSessionContractImplementor session) {
        Pending pending = new Pending(session);
        session.getTransactionCoordinator().getLocalSynchronizations().registerSynchronization(pending);
        return pending;
    }

    /** Returns the number of transactions that have notes to write. */
    int size() {
        return open.size();
    }

    /** See {@link CaptureSettings}. */
    void use(Clock newClock, int newMost, Runnable newGrown, Runnable newCommitted) {
        clock = newClock;
        mostNotes = newMost;
        grown = newGrown;
        committed = newCommitted;
        written.set(0);
    }

    private void checkGrowth() {
        int notes = written.get();
        if (notes >= mostNotes && written.compareAndSet(notes, 0)) {
            grown.run();
        }
    }

    private void write(SharedSessionContractImplementor session, Map<Subject, Map<String, ChangedRow>> notes) {
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
            Outbox outbox = new Outbox(own, clock.instant());
            notes.forEach((subject, rows) -> {
                written.addAndGet(1 + rows.size() / Outbox.ROWS);
                if (subject.kind() == Kind.RESCAN) {
                    outbox.addRescan(subject.profile(), subject.modelName());
                } else {
                    outbox.add(subject.profile(), subject.modelName(), subject.kind(), rows.values());
                }
            });
        }
    }

    /** The notes that one transaction has to write. */
    private final class Pending implements Synchronization {
        private final WeakReference<SharedSessionContractImplementor> session;
        private final Map<Subject, Map<String, ChangedRow>> notes = new LinkedHashMap<>();
        private int size;
        private boolean isCompleting;

        Pending(SharedSessionContractImplementor session) {
            this.session = new WeakReference<>(session);
        }

        void add(Subject subject, ChangedRow row) {
            Map<String, ChangedRow> rows = notes.computeIfAbsent(subject, s -> new LinkedHashMap<>());
            ChangedRow before = rows.putIfAbsent(row.id(), row);
            if (before == null) {
                size++;
            } else if (row.isPlaced()) {
                rows.put(row.id(), row);
            }
            if (isCompleting || size >= MOST_ROWS) {
                // The change was made by another action at the end of the transaction, or the transaction is large.
                write();
            }
        }

        private void write() {
            SharedSessionContractImplementor alive = session.get();
            if (alive != null && !notes.isEmpty()) {
                ChangeNotes.this.write(alive, Map.copyOf(notes));
                notes.clear();
                size = 0;
            }
        }

        @Override
        public void beforeCompletion() {
            isCompleting = true;
            write();
        }

        @Override
        public void afterCompletion(int status) {
            open.remove(session.get());
            if (status == Status.STATUS_COMMITTED) {
                committed.run();
            }
            checkGrowth();
        }
    }
}
