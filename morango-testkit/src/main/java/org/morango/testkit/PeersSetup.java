package org.morango.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;
import org.morango.hibernate.mapping.Syncable;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;

/**
 * The peers that a test asks for. Equal setups may share their session factories.
 *
 * @param properties properties of Hibernate, in addition to the database's
 */
record PeersSetup(
        List<Class<?>> entities,
        int count,
        List<ScopeDefinition> scopes,
        PeerSettings settings,
        Map<String, String> properties) {
    private static final PeerSettings DEFAULTS = PeerSettings.defaults();

    static PeersSetup of(Peers peers) {
        return of(
                List.of(peers.entities()),
                peers.count(),
                ReflectionSupport.newInstance(peers.scopes()),
                DEFAULTS,
                Map.of());
    }

    static PeersSetup of(
            List<Class<?>> entities,
            int count,
            TestScopes scopes,
            PeerSettings settings,
            Map<String, String> properties) {
        if (count < 1) {
            throw new ExtensionConfigurationException("At least one peer is needed, not " + count + ".");
        }
        List<ScopeDefinition> definitions = scopes.definitions(profile(entities));
        if (definitions.isEmpty() || definitions.get(0).primaryScopeParamKey().isEmpty()) {
            throw new ExtensionConfigurationException(
                    "The first scope definition is that of the root certificate and needs a primary parameter.");
        }
        return new PeersSetup(
                List.copyOf(entities),
                count,
                List.copyOf(definitions),
                settings,
                Collections.unmodifiableMap(new LinkedHashMap<>(properties)));
    }

    private static String profile(List<Class<?>> entities) {
        TreeSet<String> profiles = new TreeSet<>();
        for (Class<?> entity : entities) {
            Syncable syncable = entity.getAnnotation(Syncable.class);
            if (syncable != null) {
                profiles.add(syncable.profile());
            }
        }
        if (profiles.size() != 1) {
            throw new ExtensionConfigurationException(
                    "The entities have to include @Syncable ones of one profile, not of " + new ArrayList<>(profiles)
                            + ".");
        }
        return profiles.first();
    }

    /** Returns the scope of the root certificate and of the peers' certificates. */
    ScopeDefinition mainScope() {
        return scopes.get(0);
    }
}
