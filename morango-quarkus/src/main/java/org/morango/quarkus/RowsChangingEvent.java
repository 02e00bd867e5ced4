package org.morango.quarkus;

import jakarta.persistence.EntityManager;
import org.morango.hibernate.hook.EntityChanges;

/**
 * CDI event: a sync has written rows, and its transaction is about to end: {@link
 * org.morango.hibernate.hook.SyncListener#changed}. An exception of an observer rolls the transaction back. The
 * transaction belongs to the sync and is no JTA transaction, so use this entity manager.
 */
public record RowsChangingEvent(EntityChanges changes, EntityManager entities) {}
