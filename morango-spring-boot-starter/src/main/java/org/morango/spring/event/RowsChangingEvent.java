package org.morango.spring.event;

import jakarta.persistence.EntityManager;
import org.morango.hibernate.hook.EntityChanges;

/**
 * A sync has written rows, and its transaction is about to end: {@link org.morango.hibernate.hook.SyncListener#changed}. An
 * exception of a listener rolls the transaction back. The transaction belongs to the sync, not to Spring. Use this
 * entity manager, and {@code @EventListener}: a {@code @TransactionalEventListener} would not receive the event.
 */
public record RowsChangingEvent(EntityChanges changes, EntityManager entities) {}
