package org.morango.hibernate;

import jakarta.persistence.EntityManager;

/**
 * What an application does about received records that cannot be written: rename one of two learners of the same name, say.
 * Registered for an entity by {@link MorangoBuilder#onRefused}.
 */
@FunctionalInterface
public interface RefusedRecordHook {
    /**
     * Called for each refused record of the entity, once a sync, as long as it stays refused. Not called for deletions, nor
     * for records whose rows have just been changed here, which the next sync settles. Called by the thread that writes the
     * records, inside its transaction, which holds locks: be quick, and reach no other peer.
     *
     * <p>If it throws, what it has done is undone, and the record stays in the store with that as a part of its reason.
     *
     * @param entities an entity manager of the same transaction. What it changes is a change of this peer's like any other,
     *     and travels with the next sync. Neither commit nor close it
     * @return what to do with the record
     */
    Remedy onRefused(RefusedRecord refused, EntityManager entities);
}
