package org.morango.spring.autoconfigure;

import jakarta.persistence.EntityManagerFactory;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** Tells applications that have no entities to sync why they are not peers. */
@AutoConfiguration(
        after = MorangoEntitiesAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            // Spring Boot 3.5.
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "morango.enabled", matchIfMissing = true)
@ConditionalOnBean(EntityManagerFactory.class)
@ConditionalOnMissingBean(MorangoEntitiesAutoConfiguration.SyncedEntities.class)
public class MorangoIdleAutoConfiguration {

    @Bean
    ApplicationListener<ApplicationReadyEvent> morangoIdleLine(BeanFactory beans) {
        return new IdleLine(beans);
    }

    /** A class, because Spring cannot tell the type of event that a lambda listens to. */
    private record IdleLine(BeanFactory beans) implements ApplicationListener<ApplicationReadyEvent> {

        @Override
        public void onApplicationEvent(ApplicationReadyEvent event) {
            LoggerFactory.getLogger(MorangoIdleAutoConfiguration.class)
                    .info(
                            "Morango does nothing, because no entity in {} is marked with @Syncable. Mark the entities to"
                                    + " sync, as docs/adopting.md says. If they are in other packages, set"
                                    + " morango.enabled to true",
                            OnSyncedEntities.packages(beans));
        }
    }
}
