package org.morango.hibernate.hook;

import jakarta.persistence.EntityManager;

/**
 * The application's remedy for received records that cannot be written: for example, it renames one of two learners
 * with the same name. Registered for an entity by {@link org.morango.hibernate.MorangoBuilder#onRefused}.
 */
@FunctionalInterface
public interface RejectedRecordHook {
    /**
     * Called for each record of the entity that cannot be written, once a sync, until it is written. Not called for
     * deletions, nor for records whose rows have just been changed here; the next sync settles those. Called by the
     * thread that writes the records, inside its transaction, which holds locks: be quick, and do not contact another
     * peer.
     *
     * <p>If it throws, its changes are rolled back. The record stays in the store, and the error becomes a part of its
     * reason.
     *
     * @param entities an entity manager of the same transaction. Its changes are changes of this peer like any others,
     *     and travel with the next sync. Neither commit nor close it
     * @return what to do with the record
     */
    Remedy onRefused(RejectedRecord refused, EntityManager entities);
}
