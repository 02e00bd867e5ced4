package org.morango.quarkus.deployment;

import io.quarkus.agroal.spi.JdbcDataSourceSchemaReadyBuildItem;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.BeanContainerBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.datasource.common.runtime.DataSourceUtil;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Consume;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.InitTaskCompletedBuildItem;
import io.quarkus.deployment.builditem.ShutdownListenerBuildItem;
import io.quarkus.hibernate.orm.deployment.spi.AdditionalJpaModelBuildItem;
import io.quarkus.hibernate.orm.runtime.PersistenceUnitUtil;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import io.quarkus.vertx.http.deployment.HttpRootPathBuildItem;
import io.quarkus.vertx.http.deployment.RouteBuildItem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.StoreMappings;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.quarkus.MorangoBuildTimeConfig;
import org.morango.quarkus.MorangoRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the application a peer if it has synced entities. */
public class MorangoProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(MorangoProcessor.class);
    private static final String BEANS = "org.morango.quarkus.";
    private static final String DISCOVERY = "org.morango.discovery.LocalPeers";
    private static final String API = "api/morango/v1";

    /** After CORS, but before the authentication of requests: peers prove who they are by certificates. */
    private static final int BEFORE_AUTHENTICATION = -250;

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("morango");
    }

    @BuildStep
    @Nullable
    PeerBuildItem peer(MorangoBuildTimeConfig config, CombinedIndexBuildItem index) {
        if (config.enabled().isPresent()) {
            return config.enabled().get() ? new PeerBuildItem() : null;
        }
        if (SyncedEntities.areIn(index.getIndex())) {
            return new PeerBuildItem();
        }
        LOG.info(
                "Morango does nothing, because no entity of the application is marked with @Syncable. Mark the entities to"
                        + " sync, as docs/adopting.md says, or set quarkus.morango.enabled to true");
        return null;
    }

    /** The tables of the library join the persistence unit of the application's entities. */
    @BuildStep
    void tables(Optional<PeerBuildItem> peer, BuildProducer<AdditionalJpaModelBuildItem> models) {
        if (peer.isPresent()) {
            Stream.concat(StoreMappings.entities().stream(), Stream.of(SyncableEntity.class))
                    .forEach(type -> models.produce(new AdditionalJpaModelBuildItem(
                            type.getName(), Set.of(PersistenceUnitUtil.DEFAULT_PERSISTENCE_UNIT_NAME))));
        }
    }

    @BuildStep
    void beans(
            Optional<PeerBuildItem> peer,
            MorangoBuildTimeConfig config,
            Capabilities capabilities,
            BuildProducer<AdditionalBeanBuildItem> beans) {
        if (peer.isEmpty()) {
            return;
        }
        AdditionalBeanBuildItem.Builder added = AdditionalBeanBuildItem.builder()
                .setUnremovable()
                .addBeanClasses(BEANS + "PeerBeans", BEANS + "PeerEvents", BEANS + "PeerLifecycle");
        if (config.server().enabled()) {
            added.addBeanClass(BEANS + "ServedPeer");
        }
        if (capabilities.isPresent(Capability.SECURITY)) {
            added.addBeanClasses(
                    BEANS + "IdentityAuthenticator", BEANS + "BearerTokens", BEANS + "RoleSigningPermission");
        }
        if (capabilities.isPresent(Capability.FLYWAY)) {
            added.addBeanClass(BEANS + "LibraryMigrations");
        }
        if (QuarkusClassLoader.isClassPresentAtRuntime(DISCOVERY)) {
            added.addBeanClass(BEANS + "LocalNetwork");
        }
        beans.produce(added.build());
    }

    /** Runs after the application's own migrations, which may begin by emptying the schema, and before Hibernate starts. */
    @BuildStep
    @Consume(InitTaskCompletedBuildItem.class)
    @Consume(BeanContainerBuildItem.class)
    @Record(ExecutionTime.RUNTIME_INIT)
    void migrations(
            Optional<PeerBuildItem> peer,
            Capabilities capabilities,
            MorangoRecorder recorder,
            BuildProducer<JdbcDataSourceSchemaReadyBuildItem> schemas) {
        if (peer.isPresent() && capabilities.isPresent(Capability.FLYWAY)) {
            recorder.migrate();
            schemas.produce(new JdbcDataSourceSchemaReadyBuildItem(List.of(DataSourceUtil.DEFAULT_DATASOURCE_NAME)));
        }
    }

    @BuildStep
    void health(Optional<PeerBuildItem> peer, MorangoBuildTimeConfig config, BuildProducer<HealthBuildItem> checks) {
        if (peer.isPresent()) {
            checks.produce(
                    new HealthBuildItem(BEANS + "PeerReadiness", config.health().enabled()));
        }
    }

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void route(
            Optional<PeerBuildItem> peer,
            MorangoBuildTimeConfig config,
            MorangoRecorder recorder,
            HttpRootPathBuildItem root,
            BuildProducer<RouteBuildItem> routes,
            BuildProducer<ShutdownListenerBuildItem> listeners) {
        if (peer.isEmpty() || !config.server().enabled()) {
            return;
        }
        String path = path(root, config.server().path());
        routes.produce(root.routeBuilder()
                .orderedRoute(path + "*", BEFORE_AUTHENTICATION)
                .handler(recorder.route(path))
                .build());
        listeners.produce(new ShutdownListenerBuildItem(recorder.endOfStreams()));
    }

    /** Returns the endpoints' path at the web server, with a slash at the end. */
    static String path(HttpRootPathBuildItem root, String below) {
        String inner = below.replaceAll("^/+|/+$", "");
        return root.resolvePath(inner.isEmpty() ? API : inner + "/" + API) + "/";
    }
}
