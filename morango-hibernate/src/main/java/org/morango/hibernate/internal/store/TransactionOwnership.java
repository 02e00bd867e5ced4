package org.morango.hibernate.internal.store;

import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.morango.replica.SessionStore;

/** Owns a transfer by a lock in a transaction of its own: the database lets go of it if this process dies. */
final class TransactionOwnership implements SessionStore.Ownership {
    private final Database database;
    private final StatelessSession session;
    private final Transaction transaction;
    private final String transferId;

    private TransactionOwnership(
            Database database, StatelessSession session, Transaction transaction, String transferId) {
        this.database = database;
        this.session = session;
        this.transaction = transaction;
        this.transferId = transferId;
    }

    /** Takes the lock without waiting; empty if somebody else has it, or there is no such transfer. */
    static Optional<SessionStore.Ownership> take(Database database, String transferId) {
        return OwnSessions.apart(database.factory(), () -> takeApart(database, transferId));
    }

    private static Optional<SessionStore.Ownership> takeApart(Database database, String transferId) {
        StatelessSession session = OwnSessions.open(database.factory());
        try {
            Transaction transaction = session.beginTransaction();
            database.engine().beginWriting(session);
            if (database.engine().lock(session, transferId)) {
                return Optional.of(new TransactionOwnership(database, session, transaction, transferId));
            }
            end(session);
            return Optional.empty();
        } catch (RuntimeException e) {
            end(session);
            throw Database.failed(e);
        } catch (Error e) {
            end(session);
            throw e;
        }
    }

    /** Not every pool of connections rolls back what is left open in one that it gets back. */
    private static void end(StatelessSession session) {
        try (session) {
            if (session.getTransaction().isActive()) {
                session.getTransaction().rollback();
            }
        }
    }

    @Override
    public void close() {
        OwnSessions.apart(database.factory(), () -> {
            letGo();
            return true;
        });
    }

    private void letGo() {
        try {
            dropIfEnded(session, transferId);
            transaction.commit();
        } catch (RuntimeException e) {
            throw Database.failed(e);
        } finally {
            end(session);
        }
    }

    static void drop(StatelessSession session, String transferId) {
        session.createMutationQuery("delete from MorangoTransferOwnerRow o where o.id = :id")
                .setParameter("id", transferId)
                .executeUpdate();
    }

    /** Nobody will own a transfer again that has ended. */
    static void dropIfEnded(StatelessSession session, String transferId) {
        session.createMutationQuery("delete from MorangoTransferOwnerRow o where o.id = :id and not exists"
                        + " (select t.id from MorangoTransferSessionRow t where t.id = :id and t.active)")
                .setParameter("id", transferId)
                .executeUpdate();
    }
}
