package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;

/** Finds the event listeners of the application, such as those of Envers. */
final class ApplicationListeners {
    /** Packages of other listeners: those of the library, of Hibernate and of Bean Validation. */
    private static final List<String> OTHERS =
            List.of("org.morango.hibernate.internal.", "org.hibernate.event.", "org.hibernate.boot.");

    private ApplicationListeners() {}

    static <T> List<T> of(SessionFactoryImplementor factory, EventType<T> type) {
        List<T> own = new ArrayList<>();
        factory.getServiceRegistry()
                .requireService(EventListenerRegistry.class)
                .getEventListenerGroup(type)
                .fireEventOnEachListener(own, (listener, list) -> {
                    String name = listener.getClass().getName();
                    if (OTHERS.stream().noneMatch(name::startsWith)) {
                        list.add(listener);
                    }
                });
        return own;
    }
}
