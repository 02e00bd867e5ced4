package org.morango.hibernate.internal.store;

import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.resource.transaction.internal.TransactionCoordinatorBuilderInitiator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;

/** Lets the library have sessions outside JTA where the application's are inside. Found by ServiceLoader. */
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
            return applications.isJta() ? new JtaBeside(applications) : applications;
        }
    }
}
