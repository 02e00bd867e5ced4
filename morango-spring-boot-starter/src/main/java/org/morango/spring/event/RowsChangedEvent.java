package org.morango.spring.event;

import org.morango.hibernate.EntityChanges;

/** Rows that a sync has written are committed: {@link org.morango.hibernate.SyncListener#committed}. */
public record RowsChangedEvent(EntityChanges changes) {}
