package org.morango.quarkus;

import org.morango.hibernate.hook.EntityChanges;

/** CDI event: a sync has committed rows that it has written: {@link org.morango.hibernate.hook.SyncListener#committed}. */
public record RowsChangedEvent(EntityChanges changes) {}
