package org.morango.hibernate.internal.store;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.internal.SessionFactoryOptionsBuilder;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.spi.FilterDefinition;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * The tenants to which rows of common tables belong ({@code @TenantId}). A session of the application reads and writes
 * rows of one tenant. The library's own sessions are those of the root tenant, as Hibernate calls it: they read the rows
 * of all tenants, and each row that they write keeps the tenant that it has. They never ask the application for the
 * current tenant, which their threads do not have.
 */
public final class RootTenant implements CurrentTenantIdentifierResolver<Object> {
    /**
     * The root tenant, by the type of tenants. Only these very objects stand for it: the application may find an equal
     * value in a request.
     */
    private static final Map<Class<?>, Object> ROOTS = Map.of(
            String.class,
            new StringBuilder("morango").toString(),
            Long.class,
            Long.MIN_VALUE,
            Integer.class,
            Integer.MIN_VALUE,
            Short.class,
            Short.MIN_VALUE,
            UUID.class,
            new UUID(Long.MIN_VALUE, Long.MIN_VALUE));

    private final @Nullable CurrentTenantIdentifierResolver<Object> applications;
    private final Object root;

    private RootTenant(@Nullable CurrentTenantIdentifierResolver<Object> applications, Object root) {
        this.applications = applications;
        this.root = root;
    }

    /**
     * Lets the library's own sessions see the rows of all tenants, if there are tenants.
     *
     * @return whether there are
     * @throws MorangoException if that is not possible
     */
    public static boolean open(SessionFactoryImplementor factory, Metadata metadata) {
        FilterDefinition filter = metadata.getFilterDefinition(TenantIdBinder.FILTER_NAME);
        if (filter == null) {
            return false;
        }
        Class<?> type = Objects.requireNonNull(filter.getParameterJdbcMapping(TenantIdBinder.PARAMETER_NAME))
                .getJavaTypeDescriptor()
                .getJavaTypeClass();
        Object root = ROOTS.get(type);
        if (root == null) {
            throw new MorangoException(
                    "Tenants cannot be synced: the type of @TenantId is " + type.getName()
                            + "; make it a String, a UUID, a Long, an Integer or a Short.",
                    Map.of());
        }
        if (!(factory.getSessionFactoryOptions() instanceof SessionFactoryOptionsBuilder options)) {
            throw new MorangoException(
                    "Tenants cannot be synced: the application replaces Hibernate's SessionFactoryOptions by its own;"
                            + " leave that out.",
                    Map.of());
        }
        options.applyCurrentTenantIdentifierResolver(
                new RootTenant(factory.getCurrentTenantIdentifierResolver(), root));
        return true;
    }

    /** Returns whether a value stands for the root tenant. */
    public static boolean isThis(@Nullable Object value) {
        return value != null && ROOTS.get(value.getClass()) == value;
    }

    @Override
    public @Nullable Object resolveCurrentTenantIdentifier() {
        if (OwnSessions.isOpening()) {
            return root;
        }
        return applications == null ? null : applications.resolveCurrentTenantIdentifier();
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return applications != null && applications.validateExistingCurrentSessions();
    }

    @Override
    public boolean isRoot(Object tenant) {
        return isThis(tenant) || applications != null && applications.isRoot(tenant);
    }
}
