package org.morango.hibernate.internal.store;

import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.hibernate.resource.transaction.spi.DdlTransactionIsolator;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;
import org.hibernate.service.spi.ServiceRegistryAwareService;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.tool.schema.internal.exec.JdbcContext;

/**
 * Coordinates the application's sessions by JTA, and the library's own sessions by their connection only: the library
 * rolls back refused changes to a savepoint, which JTA does not allow.
 */
final class JtaBeside implements TransactionCoordinatorBuilder, ServiceRegistryAwareService {
    private static final long serialVersionUID = 1L;

    private final transient TransactionCoordinatorBuilder applications;
    private final transient TransactionCoordinatorBuilder own = new SafeTransactions();

    JtaBeside(TransactionCoordinatorBuilder applications) {
        this.applications = applications;
    }

    @Override
    public void injectServices(ServiceRegistryImplementor registry) {
        if (applications instanceof ServiceRegistryAwareService aware) {
            aware.injectServices(registry);
        }
    }

    @Override
    public TransactionCoordinator buildTransactionCoordinator(TransactionCoordinatorOwner owner, Options options) {
        return (OwnSessions.isOpening() ? own : applications).buildTransactionCoordinator(owner, options);
    }

    @Override
    public boolean isJta() {
        return applications.isJta();
    }

    @Override
    public PhysicalConnectionHandlingMode getDefaultConnectionHandlingMode() {
        return applications.getDefaultConnectionHandlingMode();
    }

    @Override
    public DdlTransactionIsolator buildDdlTransactionIsolator(JdbcContext context) {
        return applications.buildDdlTransactionIsolator(context);
    }
}
