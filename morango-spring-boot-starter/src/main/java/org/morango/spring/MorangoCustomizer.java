package org.morango.spring;

import org.morango.hibernate.MorangoBuilder;

/**
 * Sets what the application's {@link org.morango.hibernate.Morango} needs more than its settings: adapters, conflict
 * resolvers, hooks. Beans of this type are called in their order before it is built.
 */
@FunctionalInterface
public interface MorangoCustomizer {
    void customize(MorangoBuilder builder);
}
