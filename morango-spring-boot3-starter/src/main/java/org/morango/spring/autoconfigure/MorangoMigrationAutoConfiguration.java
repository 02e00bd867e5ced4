package org.morango.spring.autoconfigure;

import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;

/**
 * Makes the library's tables if the application uses Flyway. Hibernate starts afterwards, as it does
 * after every bean of this type. Here for Spring Boot 3.5.
 */
@AutoConfiguration(after = {FlywayAutoConfiguration.class, MorangoEntitiesAutoConfiguration.class})
@ConditionalOnClass({Flyway.class, FlywayMigrationInitializer.class})
@ConditionalOnBooleanProperty(name = "morango.migrate", matchIfMissing = true)
@ConditionalOnBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
@ConditionalOnSingleCandidate(Flyway.class)
public class MorangoMigrationAutoConfiguration {
    static final String INITIALIZER = "morangoFlywayInitializer";

    @Bean(INITIALIZER)
    @ConditionalOnMissingBean(name = INITIALIZER)
    FlywayMigrationInitializer morangoFlywayInitializer(
            Flyway applications, ObjectProvider<FlywayMigrationInitializer> initializers) {
        // Getting them runs the application's own migrations, which may begin by emptying the schema.
        initializers.orderedStream().forEach(initializer -> {});
        return new FlywayMigrationInitializer(LibraryMigrations.beside(applications.getConfiguration()));
    }
}
