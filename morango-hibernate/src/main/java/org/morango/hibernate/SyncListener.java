package org.morango.hibernate;

import jakarta.persistence.EntityManager;

/**
 * Hears of the rows that syncs write into the application's tables. Called by whatever thread writes, by several at once.
 * What is written in one transaction is told of together, entity by entity: at most some thousand rows, and more only where
 * these have to be written together (those of trees and circles that could not be written one by one as they arrived, and
 * those that are deleted with what they refer to). Registered by {@link MorangoBuilder#listener}.
 */
public interface SyncListener {

    /**
     * Called inside the transaction that has written the rows, before it ends. What is changed by the entity manager is
     * part of it, counts as changed here, and travels with the next sync. If this throws, the transaction is rolled back
     * and the sync fails; the records wait in the store and are written next time.
     *
     * @param entities on the transaction's connection; of no use after the call
     */
    default void changed(EntityChanges changes, EntityManager entities) {}

    /** Called after the transaction is committed. If this throws, that is logged and changes nothing. */
    default void committed(EntityChanges changes) {}
}
