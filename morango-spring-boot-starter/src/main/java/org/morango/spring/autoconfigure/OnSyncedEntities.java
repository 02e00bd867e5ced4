package org.morango.spring.autoconfigure;

import java.util.List;
import java.util.Objects;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;

/**
 * Matches if one of the packages that Spring Boot searches for entities has an entity to sync, or if the properties say
 * that the application is a peer anyway.
 */
final class OnSyncedEntities extends SpringBootCondition implements ConfigurationCondition {
    private static final List<String> SAID = List.of("morango.enabled", "spring.jpa.properties." + StoreTables.SETTING);

    /** The packages are known once the application's own configurations are registered. */
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Synced entities");
        for (String property : SAID) {
            if (context.getEnvironment().getProperty(property, Boolean.class, false)) {
                return ConditionOutcome.match(message.because(property + " is true"));
            }
        }
        List<String> packages = packages(Objects.requireNonNull(context.getBeanFactory()));
        Scan scan = new Scan(context);
        for (String name : packages) {
            if (!scan.findCandidateComponents(name).isEmpty()) {
                return ConditionOutcome.match(message.foundExactly("one in " + name));
            }
        }
        return ConditionOutcome.noMatch(message.because("none in " + packages));
    }

    /** Returns the packages in which Spring Boot searches for entities. */
    static List<String> packages(BeanFactory beans) {
        List<String> named = EntityPackages.named(beans);
        return named.isEmpty() && AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : named;
    }

    /** Finds the classes that are marked, or extend the base class for synced entities, without loading them. */
    private static final class Scan extends ClassPathScanningCandidateComponentProvider {

        Scan(ConditionContext context) {
            super(false, context.getEnvironment());
            setResourceLoader(context.getResourceLoader());
            addIncludeFilter(new AnnotationTypeFilter(Syncable.class, false));
            addIncludeFilter(new AssignableTypeFilter(SyncableEntity.class));
        }

        /** Abstract entities count, too. */
        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isIndependent();
        }
    }
}
