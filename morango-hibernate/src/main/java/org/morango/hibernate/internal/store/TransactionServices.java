package org.morango.hibernate.internal.store;

import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.resource.transaction.internal.TransactionCoordinatorBuilderInitiator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;

/**
 * Registers {@link JtaBeside} and {@link SafeTransactions}: the library's sessions run outside JTA even if the
 * application's run inside, and failed transactions do not affect later ones. Found by ServiceLoader.
 */
public final class TransactionServices implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator implements StandardServiceInitiator<TransactionCoordinatorBuilder> {
        @Override
        public Class<TransactionCoordinatorBuilder> getServiceInitiated() {
            return TransactionCoordinatorBuilder.class;
        }

        @Override
        public TransactionCoordinatorBuilder initiateService(
                Map<String, Object> settings, ServiceRegistryImplementor registry) {
            TransactionCoordinatorBuilder applications =
                    TransactionCoordinatorBuilderInitiator.INSTANCE.initiateService(settings, registry);
            if (applications.isJta()) {
                return new JtaBeside(applications);
            }
            return applications.getClass() == JdbcResourceLocalTransactionCoordinatorBuilderImpl.class
                    ? new SafeTransactions()
                    : applications;
        }
    }
}
