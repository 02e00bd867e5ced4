package org.morango.spring;

import org.morango.hibernate.MorangoBuilder;

/**
 * Configures the parts of {@link org.morango.hibernate.Morango} that are not settings: adapters, conflict resolvers,
 * hooks. Beans of this type are called in order before it is built.
 */
@FunctionalInterface
public interface MorangoCustomizer {
    /** Configures the builder. */
    void customize(MorangoBuilder builder);
}
