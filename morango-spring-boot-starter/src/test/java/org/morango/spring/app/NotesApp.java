package org.morango.spring.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.spring.event.ConflictEvent;
import org.morango.spring.event.PeerStateEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.RowsChangingEvent;
import org.morango.spring.event.StageEvent;
import org.morango.spring.event.SyncSignalEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** An application with the starter and nothing else from Morango. */
@SpringBootApplication
public class NotesApp {
    public static void main(String[] args) {
        SpringApplication.run(NotesApp.class, args);
    }

    @Bean
    ScopeDefinition wholeBook() {
        return ScopeDefinition.named("whole-book", "notes")
                .primaryParam("root")
                .readWrite("${root}")
                .build();
    }

    /** For runs in a process of their own: prints that the application is ready, and ends it. */
    @EventListener
    void ready(ApplicationReadyEvent event) {
        ConfigurableApplicationContext context = event.getApplicationContext();
        if (context.getEnvironment().getProperty("notes.once", Boolean.class, false)) {
            String beans = String.join(" ", context.getBeanNamesForType(Object.class, true, false));
            System.out.println(
                    "ready " + context.getBean(Morango.class).instance().id() + " " + beans);
            context.close();
        }
    }

    @Bean
    Heard heard() {
        return new Heard();
    }

    /** Records all events in the order in which they come. */
    public static class Heard {
        private static final int PATIENCE_SECONDS = 30;

        private final List<Object> events = new ArrayList<>();

        @EventListener({
            ConflictEvent.class,
            PeerStateEvent.class,
            RowsChangedEvent.class,
            RowsChangingEvent.class,
            StageEvent.class,
            SyncSignalEvent.class
        })
        synchronized void hear(Object event) {
            events.add(event);
            notifyAll();
        }

        public synchronized <T> List<T> of(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        /** Waits until there are that many events, or the timeout has passed. */
        public synchronized <T> List<T> await(Class<T> type, int count) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            long left = PATIENCE_SECONDS * 1_000L;
            while (of(type).size() < count && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            return of(type);
        }

        public synchronized void clear() {
            events.clear();
        }
    }
}
