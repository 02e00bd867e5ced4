package org.morango.quarkus;

import org.morango.hibernate.MorangoBuilder;

/**
 * Configures the parts of {@link org.morango.hibernate.Morango} that are not settings: adapters, conflict resolvers,
 * hooks. Beans of this type are called before it is built, those of the highest priority first.
 */
@FunctionalInterface
public interface MorangoCustomizer {
    /** Configures the builder. */
    void customize(MorangoBuilder builder);
}
