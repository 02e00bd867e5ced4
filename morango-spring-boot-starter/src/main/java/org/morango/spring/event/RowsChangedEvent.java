package org.morango.spring.event;

import org.morango.hibernate.EntityChanges;

/** A sync has committed rows that it has written: {@link org.morango.hibernate.SyncListener#committed}. */
public record RowsChangedEvent(EntityChanges changes) {}
