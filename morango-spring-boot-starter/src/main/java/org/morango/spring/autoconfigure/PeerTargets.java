package org.morango.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.common.MorangoException;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;
import org.morango.spring.MorangoEvents;
import org.morango.spring.MorangoProperties;

/** The targets of the syncs that the properties describe. */
final class PeerTargets {
    private final MorangoProperties properties;
    private final MorangoEvents events;
    private final BiConsumer<String, SyncTarget.Builder> customizer;

    PeerTargets(MorangoProperties properties, MorangoEvents events, BiConsumer<String, SyncTarget.Builder> customizer) {
        this.properties = properties;
        this.events = events;
        this.customizer = customizer;
    }

    List<SyncTarget> all() {
        List<SyncTarget> targets = new ArrayList<>();
        List<MorangoProperties.Peer> peers = properties.peers();
        for (int i = 0; i < peers.size(); i++) {
            try {
                targets.add(target(peers.get(i)));
            } catch (MorangoException e) {
                throw new MorangoException("morango.peers[" + i + "] is wrong: " + e.getMessage(), e);
            }
        }
        return targets;
    }

    private SyncTarget target(MorangoProperties.Peer peer) {
        SyncTarget.Builder target = SyncTarget.at(peer.address()).name(peer.label());
        if (!properties.keepInSync() || !peer.keepInSync()) {
            target.onRequest();
        } else if (peer.interval() != null) {
            target.every(peer.interval());
        }
        if (!peer.filter().isEmpty()) {
            target.filter(filter(peer.filter()));
        }
        peer.first().forEach(part -> target.first(filter(List.of(part))));
        target.direction(peer.direction());
        if (peer.certificate() != null) {
            target.certificate(peer.certificate());
        }
        if (peer.join() != null) {
            target.join(joining(peer.join()));
        }
        peer.invited().ifPresent(target::join);
        target.signals(signals -> events.connect(peer.label(), signals));
        customizer.accept(peer.label(), target);
        return target.build();
    }

    private static Filter filter(List<String> prefixes) {
        return Filter.parse(String.join("\n", prefixes));
    }

    private static Joining joining(MorangoProperties.Join join) {
        Login login = Login.given(join.user(), join.password(), join.token());
        Joining.Builder joining = Joining.with(() -> login).params(join.params());
        if (join.root() != null) {
            joining.root(join.root());
        }
        if (join.scope() != null) {
            joining.scope(join.scope());
        }
        return joining.build();
    }
}
