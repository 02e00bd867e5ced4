package org.morango.spring;

import jakarta.persistence.EntityManager;
import org.morango.client.SyncClient;
import org.morango.client.SyncClientSignals;
import org.morango.client.SyncSignalGroup;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.live.SyncState;
import org.morango.observation.Activity;
import org.morango.observation.SyncObserver;
import org.morango.settings.PeerSettings;
import org.morango.spring.event.ConflictEvent;
import org.morango.spring.event.PeerStateEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.RowsChangingEvent;
import org.morango.spring.event.StageEvent;
import org.morango.spring.event.SyncSignalEvent;
import org.morango.spring.event.SyncSignalEvent.Group;
import org.morango.spring.event.SyncSignalEvent.Phase;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes the library's notifications as events of the application. Safe for use by many threads. */
public final class MorangoEvents {
    private final ApplicationEventPublisher publisher;

    /** Publishes events to this publisher. */
    public MorangoEvents(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    /** Publishes the signals of a session that the application has opened itself. */
    public void connect(String peer, SyncClient client) {
        connect(peer, client.signals());
    }

    /** Publishes these signals. */
    public void connect(String peer, SyncClientSignals signals) {
        connect(peer, Group.SESSION, signals.session());
        connect(peer, Group.QUEUING, signals.queuing());
        connect(peer, Group.PUSHING, signals.pushing());
        connect(peer, Group.PULLING, signals.pulling());
        connect(peer, Group.DEQUEUING, signals.dequeuing());
    }

    private void connect(String peer, Group group, SyncSignalGroup signals) {
        signals.onStarted(e -> publisher.publishEvent(new SyncSignalEvent(peer, group, Phase.STARTED, e)));
        signals.onInProgress(e -> publisher.publishEvent(new SyncSignalEvent(peer, group, Phase.IN_PROGRESS, e)));
        signals.onCompleted(e -> publisher.publishEvent(new SyncSignalEvent(peer, group, Phase.COMPLETED, e)));
    }

    /** Publishes a {@link StageEvent} around each stage, and each {@link org.morango.observation.AuditEvent}. */
    public void addTo(PeerSettings.Builder settings) {
        settings.auditListener(publisher::publishEvent);
        settings.observer(this::stage);
    }

    private SyncObserver.Ending stage(Activity activity) {
        if (!(activity instanceof Activity.Stage stage)) {
            return (after, failure) -> {};
        }
        publisher.publishEvent(new StageEvent(stage.context(), StageEvent.Phase.STARTED));
        return (after, failure) -> publisher.publishEvent(new StageEvent(
                stage.context(), failure == null ? StageEvent.Phase.COMPLETED : StageEvent.Phase.FAILED));
    }

    /** Publishes a conflict; to be called by a {@link org.morango.merge.ConflictListener}. */
    public void publish(ConflictEvent event) {
        publisher.publishEvent(event);
    }

    /** Publishes a {@link PeerStateEvent}. */
    public void state(String peer, SyncState state) {
        publisher.publishEvent(new PeerStateEvent(peer, state));
    }

    /** Returns a listener that publishes the rows that syncs write. */
    public SyncListener rows() {
        return new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                publisher.publishEvent(new RowsChangingEvent(changes, entities));
            }

            @Override
            public void committed(EntityChanges changes) {
                publisher.publishEvent(new RowsChangedEvent(changes));
            }
        };
    }
}
