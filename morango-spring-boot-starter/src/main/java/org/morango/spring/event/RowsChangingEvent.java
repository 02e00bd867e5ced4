package org.morango.spring.event;

import jakarta.persistence.EntityManager;
import org.morango.hibernate.EntityChanges;

/**
 * A sync has written rows, and its transaction is about to end: {@link org.morango.hibernate.SyncListener#changed}. What a
 * listener throws rolls it back. It is the sync's transaction, none of Spring's: use this entity manager, and
 * {@code @EventListener}, as {@code @TransactionalEventListener} would not hear of it.
 */
public record RowsChangingEvent(EntityChanges changes, EntityManager entities) {}
