package org.morango.spring.event;

import org.morango.hibernate.hook.EntityChanges;

/** A sync has committed rows that it has written: {@link org.morango.hibernate.hook.SyncListener#committed}. */
public record RowsChangedEvent(EntityChanges changes) {}
