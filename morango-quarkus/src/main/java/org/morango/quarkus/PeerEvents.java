package org.morango.quarkus;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.live.SyncState;
import org.morango.merge.ResolvedConflict;
import org.morango.observation.AuditEvent;

/**
 * Fires what the library tells its listeners as events of the application. As a bean it is among the listeners of syncs
 * like those of the application.
 */
@Singleton
class PeerEvents implements SyncListener {
    private final Event<Object> events;

    PeerEvents(Event<Object> events) {
        this.events = events;
    }

    @Override
    public void changed(EntityChanges changes, EntityManager entities) {
        events.select(RowsChangingEvent.class).fire(new RowsChangingEvent(changes, entities));
    }

    @Override
    public void committed(EntityChanges changes) {
        events.select(RowsChangedEvent.class).fire(new RowsChangedEvent(changes));
    }

    void conflict(ResolvedConflict conflict) {
        events.select(ConflictEvent.class).fire(new ConflictEvent(conflict));
    }

    void state(String peer, SyncState state) {
        events.select(PeerStateEvent.class).fire(new PeerStateEvent(peer, state));
    }

    void audit(AuditEvent event) {
        events.select(AuditEvent.class).fire(event);
    }
}
