package org.morango.spring.docs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.morango.client.SyncResult;
import org.morango.live.PeerSyncs;
import org.morango.merge.ConflictResolver;
import org.morango.record.ScopeDefinition;
import org.morango.session.StageOperation;
import org.morango.session.TransferStage;
import org.morango.spring.MorangoCustomizer;
import org.morango.spring.PeerSettingsCustomizer;
import org.morango.spring.event.PeerStateEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.SyncSignalEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Code of docs/spring.md. */
@SpringBootApplication(proxyBeanMethods = false)
public class SchoolApp {
    private static final Logger log = LoggerFactory.getLogger(SchoolApp.class);

    @Bean
    ScopeDefinition wholeSchool() {
        return ScopeDefinition.named("whole-school", "school")
                .primaryParam("school_id")
                .readWrite("${school_id}")
                .build();
    }

    @Bean
    MorangoCustomizer conflictRules() {
        return builder -> builder.onConflict(Lesson.class, ConflictResolver.takeTheirs());
    }

    @Bean
    PeerSettingsCustomizer indexing(SearchIndex searchIndex) {
        return settings -> settings.operation(
                TransferStage.DESERIALIZING, StageOperation.after(context -> searchIndex.refresh(context)));
    }

    static void backUp(PeerSyncs peerSyncs) {
        SyncResult result = peerSyncs.sync("backup");
        log.info("{} records sent", result.sent());
    }

    @Component
    static class SearchIndex {
        final List<Object> refreshed = Collections.synchronizedList(new ArrayList<>());

        void refresh(Object what) {
            refreshed.add(what);
        }
    }

    @Component
    static class SyncNews {
        final List<String> shown = Collections.synchronizedList(new ArrayList<>());
        private final SearchIndex searchIndex;

        SyncNews(SearchIndex searchIndex) {
            this.searchIndex = searchIndex;
        }

        private void show(String text) {
            shown.add(text);
        }

        @EventListener
        void changed(PeerStateEvent event) {
            show(event.peer() + ": " + event.state().phase());
        }

        @EventListener
        void progress(SyncSignalEvent signal) {
            show(signal.peer() + ": " + signal.progress().recordsTransferred());
        }

        @EventListener
        void rows(RowsChangedEvent event) {
            searchIndex.refresh(event.changes());
        }
    }
}
