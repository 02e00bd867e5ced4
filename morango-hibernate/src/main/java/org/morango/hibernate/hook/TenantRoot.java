package org.morango.hibernate.hook;

import org.jspecify.annotations.Nullable;
import org.morango.common.Experimental;

/**
 * Says under which root certificate the records of a tenant are exchanged. Registered by
 * {@link org.morango.hibernate.MorangoBuilder#rootOfTenant}.
 */
@FunctionalInterface
@Experimental
public interface TenantRoot {
    /**
     * Called while rows are serialized and while received records are written, by the thread that does it, inside its
     * transaction: be quick, do not query the database, and always return the same for the same tenant.
     *
     * @param tenant the value of the attribute with {@code @TenantId}, as it is in partitions: a number in decimal, a UUID
     *     in lower case
     * @return the id of the root certificate; null if the tenant has no root of its own
     */
    @Nullable
    String of(String tenant);
}
