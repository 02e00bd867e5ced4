package org.morango.hibernate.hook;

import jakarta.persistence.EntityManager;

/**
 * Listener for the rows that syncs write into the application's tables. Called by the threads that write, possibly by
 * several at once. Notifications are batched by transaction and entity: at most some thousand rows, and more only where
 * rows have to be written together. Those are rows of trees and circles that could not be written one by one as they
 * arrived, and rows that are deleted with what they refer to. Registered by {@link org.morango.hibernate.MorangoBuilder#listener}.
 */
public interface SyncListener {

    /**
     * Called inside the transaction that has written the rows, before it ends. Changes by the entity manager are part
     * of that transaction, count as changes made here, and travel with the next sync. If this throws, the transaction
     * is rolled back and the sync fails. The records stay pending and are written next time.
     *
     * @param entities an entity manager on the transaction's connection; do not use it after the call
     */
    default void changed(EntityChanges changes, EntityManager entities) {}

    /** Called after the transaction is committed. If this throws, the error is logged and has no further effect. */
    default void committed(EntityChanges changes) {}
}
