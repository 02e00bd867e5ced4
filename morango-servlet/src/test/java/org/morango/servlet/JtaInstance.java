package org.morango.servlet;

import com.arjuna.ats.jta.common.jtaPropertyManager;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;

/** An application with CDI, a JTA persistence unit and a servlet container. */
record JtaInstance(SeContainer cdi, Server server) {
    static final String SCOPE = "all-notes";

    static JtaInstance start() throws Exception {
        SeContainer cdi = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Producers.class)
                .initialize();
        Server server = new Server();
        server.addConnector(new ServerConnector(server));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(
                new ServletHolder(new MorangoServlet(cdi.select(Morango.class)::get, TrustedProxies.none())),
                "/api/morango/v1/*");
        server.setHandler(context);
        server.start();
        return new JtaInstance(cdi, server);
    }

    /** Beans that an application server makes from persistence.xml, and beans of the application. */
    @ApplicationScoped
    static class Producers {
        @Produces
        @Singleton
        TransactionManager transactions() {
            return com.arjuna.ats.jta.TransactionManager.transactionManager();
        }

        @Produces
        @Singleton
        AgroalDataSource dataSource(TransactionManager transactions) throws SQLException {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(20)
                            .transactionIntegration(new NarayanaTransactionIntegration(
                                    transactions,
                                    jtaPropertyManager.getJTAEnvironmentBean().getTransactionSynchronizationRegistry()))
                            .connectionFactoryConfiguration(
                                    h2 -> h2.jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"))));
        }

        @Produces
        @Singleton
        EntityManagerFactory factory(AgroalDataSource dataSource) {
            return Persistence.createEntityManagerFactory(
                    "notes",
                    Map.of(
                            "jakarta.persistence.jtaDataSource",
                            dataSource,
                            "hibernate.transaction.jta.platform",
                            "JBossTS"));
        }

        @Produces
        @Singleton
        Morango morango(EntityManagerFactory factory) {
            PeerSettings settings = PeerSettings.builder()
                    .server(server -> server.authenticator(credentials -> Optional.of(credentials::username))
                            .signingPermission((user, parent, scope, params) -> true))
                    .build();
            Morango morango = Morango.on(factory, settings);
            morango.certificates()
                    .define(ScopeDefinition.named(SCOPE, "notes")
                            .primaryParam("root")
                            .readWrite("${root}")
                            .build());
            return morango;
        }
    }

    Morango morango() {
        return cdi.select(Morango.class).get();
    }

    TransactionManager transactions() {
        return cdi.select(TransactionManager.class).get();
    }

    String url() {
        return "http://localhost:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort() + "/";
    }

    /** Works in a JTA transaction and leaves it open. */
    void work(Consumer<EntityManager> work) {
        EntityManager entities = cdi.select(EntityManagerFactory.class).get().createEntityManager();
        entities.joinTransaction();
        work.accept(entities);
        entities.flush();
    }

    void inTransaction(Consumer<EntityManager> work) throws Exception {
        transactions().begin();
        work(work);
        transactions().commit();
    }

    List<String> notes() {
        try (EntityManager entities =
                cdi.select(EntityManagerFactory.class).get().createEntityManager()) {
            return entities.createQuery("from JtaNote order by text", JtaNote.class)
                    .getResultStream()
                    .map(JtaNote::text)
                    .toList();
        }
    }

    void close() throws Exception {
        server.stop();
        cdi.select(EntityManagerFactory.class).get().close();
        cdi.select(AgroalDataSource.class).get().close();
        cdi.close();
    }
}
