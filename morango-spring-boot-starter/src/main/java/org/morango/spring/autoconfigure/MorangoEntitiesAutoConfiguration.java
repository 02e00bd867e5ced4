package org.morango.spring.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Notes that the application has entities to sync. Everything else in the starter depends on it. */
@AutoConfiguration
@Conditional(OnSyncedEntities.class)
public class MorangoEntitiesAutoConfiguration {

    @Bean
    SyncedEntities morangoSyncedEntities() {
        return new SyncedEntities();
    }

    /** Bean of applications that have entities to sync. */
    static final class SyncedEntities {}
}
