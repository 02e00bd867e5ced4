package org.morango.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies listeners of an event. They run one after another in the thread that syncs, so a slow one slows the sync
 * down. An exception of a listener is logged with its stack trace, and affects neither the other listeners nor the
 * sync.
 */
public final class SyncSignal {
    private static final Logger LOG = LoggerFactory.getLogger(SyncSignal.class);

    private final String name;
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();

    SyncSignal(String name) {
        this.name = name;
    }

    /** Adds a listener; the same one may be added more than once. Thread-safe. */
    public Subscription connect(Consumer<SyncEvent> listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    void fire(SyncEvent event) {
        for (Registration registration : listeners) {
            try {
                registration.listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("A listener of the signal {} failed; the sync continues", name, e);
            }
        }
    }

    /** Distinguishes two registrations of one listener. */
    private static final class Registration {
        private final Consumer<SyncEvent> listener;

        Registration(Consumer<SyncEvent> listener) {
            this.listener = listener;
        }
    }
}
