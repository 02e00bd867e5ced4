package org.morango.spring.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.spring.event.ConflictEvent;
import org.morango.spring.event.PeerSyncEvent;
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

/** An application with the starter and nothing else of Morango's. */
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

    /** For runs in a process of their own: says that it is there, and ends. */
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

    /** All events, in the order in which they came. */
    public static class Heard {
        private final List<Object> events = Collections.synchronizedList(new ArrayList<>());

        @EventListener({
            ConflictEvent.class,
            PeerSyncEvent.class,
            RowsChangedEvent.class,
            RowsChangingEvent.class,
            StageEvent.class,
            SyncSignalEvent.class
        })
        void hear(Object event) {
            events.add(event);
        }

        public <T> List<T> of(Class<T> type) {
            synchronized (events) {
                return events.stream().filter(type::isInstance).map(type::cast).toList();
            }
        }

        public void clear() {
            events.clear();
        }
    }
}
