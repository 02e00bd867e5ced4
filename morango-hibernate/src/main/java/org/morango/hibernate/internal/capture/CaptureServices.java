package org.morango.hibernate.internal.capture;

import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.persister.spi.PersisterClassResolver;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.morango.hibernate.internal.version.HibernateLine;

/** Replaces Hibernate's own services by those that capture bulk statements and SQL. Found by ServiceLoader. */
public final class CaptureServices implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        HibernateLine.check();
        builder.addInitiator(new Initiator<>(PersisterClassResolver.class, SyncablePersisters::new));
        builder.addInitiator(new Initiator<>(JdbcServices.class, CapturingJdbcServices::new));
    }

    private record Initiator<S extends Service>(Class<S> getServiceInitiated, Supplier<S> service)
            implements StandardServiceInitiator<S> {
        @Override
        public S initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
            return service.get();
        }
    }
}
