package org.morango.spring.autoconfigure;

import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.morango.settings.PeerSettings;
import org.morango.spring.MorangoEvents;
import org.morango.spring.MorangoProperties;
import org.morango.spring.SyncTargetCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Syncs with the peers of the properties. */
@AutoConfiguration(after = MorangoAutoConfiguration.class)
@ConditionalOnBean({Morango.class, PeerSettings.class, MorangoEvents.class, MorangoProperties.class})
public class MorangoSyncAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PeerSyncs morangoPeerSyncs(
            MorangoProperties properties,
            Morango morango,
            PeerSettings settings,
            MorangoEvents events,
            ObjectProvider<SyncTargetCustomizer> customizers) {
        PeerTargets targets = new PeerTargets(
                properties,
                events,
                (peer, target) ->
                        customizers.orderedStream().forEach(customizer -> customizer.customize(peer, target)));
        return new PeerSyncs(targets.all(), morango.replica(), settings, morango::keepInSync, events::state);
    }

    @Bean
    SmartLifecycle morangoPeerSyncsLifecycle(PeerSyncs syncs) {
        return new PeerSyncsLifecycle(syncs);
    }
}
