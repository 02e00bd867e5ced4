package org.morango.benchmark;

import java.util.Collection;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.cfg.Configuration;

/** Makes session factories with the same settings, with the library and without it. */
final class Factories {
    private Factories() {}

    static SessionFactory withLibrary(String url, Class<?>... entities) {
        return build(new BootstrapServiceRegistryBuilder().build(), url, entities);
    }

    /** Makes a session factory that does not find the library's services. */
    static SessionFactory withoutLibrary(String url, Class<?>... entities) {
        ClassLoaderServiceImpl others = new ClassLoaderServiceImpl() {
            @Override
            public <S> Collection<S> loadJavaServices(Class<S> serviceContract) {
                return super.loadJavaServices(serviceContract).stream()
                        .filter(service -> !service.getClass().getName().startsWith("org.morango."))
                        .toList();
            }
        };
        return build(
                new BootstrapServiceRegistryBuilder()
                        .applyClassLoaderService(others)
                        .build(),
                url,
                entities);
    }

    private static SessionFactory build(BootstrapServiceRegistry services, String url, Class<?>... entities) {
        Configuration configuration = new Configuration(services);
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        return configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.provider_class", "hikaricp")
                .setProperty("hibernate.hikari.maximumPoolSize", "32")
                .setProperty("hibernate.hikari.minimumIdle", "1")
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .setProperty("hibernate.jdbc.batch_size", "500")
                .setProperty("hibernate.order_inserts", "true")
                .buildSessionFactory();
    }
}
