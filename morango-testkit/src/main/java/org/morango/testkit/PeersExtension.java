package org.morango.testkit;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.morango.settings.PeerSettings;

/**
 * Starts peers for each test; see {@link Peers} for the parameters of tests. Register it in a field if the annotation
 * does not have the settings you need:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PeersExtension PEERS = PeersExtension.builder().entities(Lesson.class).count(3).build();
 * }</pre>
 *
 * <p>The session factories are made once for a test class and its nested classes. Between two tests all tables are
 * emptied, and each peer becomes a new instance. Tests that run in parallel get peers of their own.
 */
public final class PeersExtension implements BeforeEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PeersExtension.class);

    private final @Nullable PeersSetup setup;

    /** For JUnit, which reads the settings from {@link Peers}. */
    PeersExtension() {
        this.setup = null;
    }

    private PeersExtension(PeersSetup setup) {
        this.setup = setup;
    }

    /** Returns a builder for an extension. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        PeerPool pool = classContext(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(PeerPool.class, type -> new PeerPool(), PeerPool.class);
        // JUnit's store closes the lease after the test, and the pool after the last test of the class.
        context.getStore(NAMESPACE).put(TestPeers.class, pool.lease(setup == null ? annotated(context) : setup));
    }

    private static ExtensionContext classContext(ExtensionContext context) {
        ExtensionContext found = context;
        for (Optional<ExtensionContext> parent = context.getParent();
                parent.isPresent() && parent.get().getTestClass().isPresent();
                parent = parent.get().getParent()) {
            found = parent.get();
        }
        return found;
    }

    private static PeersSetup annotated(ExtensionContext context) {
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<Peers> peers = AnnotationSupport.findAnnotation(at.get().getElement(), Peers.class);
            if (peers.isPresent()) {
                return PeersSetup.of(peers.get());
            }
        }
        throw new ExtensionConfigurationException("Set with @Peers or PeersExtension.builder() which peers to start.");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestPeers.class || type == TestPeer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        PeerPool.Lease lease = context.getStore(NAMESPACE).get(TestPeers.class, PeerPool.Lease.class);
        if (lease == null) {
            throw new ParameterResolutionException(
                    "Peers live as long as one test: take them in a test, @BeforeEach or @AfterEach method.");
        }
        TestPeers peers = lease.peers();
        if (parameter.getParameter().getType() == TestPeers.class) {
            return peers;
        }
        int index = 0;
        Parameter[] parameters = parameter.getDeclaringExecutable().getParameters();
        for (int i = 0; i < parameter.getIndex(); i++) {
            index += parameters[i].getType() == TestPeer.class ? 1 : 0;
        }
        if (index >= peers.size()) {
            throw new ParameterResolutionException("There are only " + peers.size() + " peers.");
        }
        return peers.get(index);
    }

    /** Selects the peers to start; not safe for use by several threads. */
    public static final class Builder {
        private final List<Class<?>> entities = new ArrayList<>();
        private int count = 2;
        private TestScopes scopes = new TestScopes.FullAccess();
        private PeerSettings settings = PeerSettings.defaults();
        private final Map<String, String> properties = new LinkedHashMap<>();

        private Builder() {}

        /** Sets {@link Peers#entities()}. */
        public Builder entities(Class<?>... classes) {
            entities.addAll(List.of(classes));
            return this;
        }

        /** Sets {@link Peers#count()}. */
        public Builder count(int value) {
            this.count = value;
            return this;
        }

        /** Sets {@link Peers#scopes()}. */
        public Builder scopes(TestScopes value) {
            this.scopes = value;
            return this;
        }

        /**
         * Sets the peers' settings; by default, the library's defaults. The test kit adds a user of its own who may
         * request certificates, and serves on the loopback address unless another one is set.
         */
        public Builder settings(PeerSettings value) {
            this.settings = value;
            return this;
        }

        /** Sets a property of Hibernate, for example a naming strategy. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Returns the extension. */
        public PeersExtension build() {
            return new PeersExtension(setup());
        }

        /** Starts the peers at once, on databases of their own. The caller closes them; JUnit need not run. */
        public TestPeers start() {
            PeerGroup group = new PeerGroup(setup());
            return group.start(group::close);
        }

        private PeersSetup setup() {
            return PeersSetup.of(entities, count, scopes, settings, properties);
        }
    }
}
