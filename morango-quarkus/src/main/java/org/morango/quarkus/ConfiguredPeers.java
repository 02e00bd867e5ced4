package org.morango.quarkus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationText;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;

/** The targets of the syncs that the configuration describes. */
record ConfiguredPeers(MorangoConfig config, List<SyncTargetCustomizer> customizers) {

    /** Returns the targets in the order of their names. */
    List<SyncTarget> targets() {
        List<SyncTarget> targets = new ArrayList<>();
        new TreeMap<>(config.peers()).forEach((name, peer) -> {
            try {
                targets.add(target(name, peer));
            } catch (MorangoException e) {
                throw new MorangoException("quarkus.morango.peers.\"" + name + "\" is wrong: " + e.getMessage(), e);
            }
        });
        return targets;
    }

    private SyncTarget target(String name, MorangoConfig.Peer peer) {
        Optional<InvitationText> invitation = peer.invitation().map(InvitationText::parse);
        String url = peer.url()
                .or(() -> invitation.map(InvitationText::address))
                .orElseThrow(() -> new MorangoException("It needs a url, or an invitation."));
        SyncTarget.Builder target = SyncTarget.at(url).name(name).direction(peer.direction());
        if (config.keepInSync() && peer.keepInSync()) {
            peer.interval().ifPresent(target::every);
        } else {
            target.onRequest();
        }
        peer.filter().map(ConfiguredPeers::filter).ifPresent(target::filter);
        peer.first().ifPresent(parts -> parts.forEach(part -> target.first(filter(List.of(part)))));
        peer.certificate().ifPresent(target::certificate);
        peer.join().map(ConfiguredPeers::joining).ifPresent(target::join);
        invitation.ifPresent(target::join);
        customizers.forEach(customizer -> customizer.customize(name, target));
        return target.build();
    }

    private static Filter filter(List<String> prefixes) {
        return Filter.parse(String.join("\n", prefixes));
    }

    private static Joining joining(MorangoConfig.Join join) {
        Login login = Login.given(
                join.user().orElse(null),
                join.password().orElse(null),
                join.token().orElse(null));
        Joining.Builder joining = Joining.with(() -> login).params(join.params());
        join.root().ifPresent(joining::root);
        join.scope().ifPresent(joining::scope);
        return joining.build();
    }
}
