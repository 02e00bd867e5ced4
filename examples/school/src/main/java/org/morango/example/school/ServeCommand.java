package org.morango.example.school;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves other peers until the process is ended. */
@Command(name = "serve", description = "Serves other peers until stopped.")
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Option(names = "--port", required = true, paramLabel = "P", description = "0 for any that is free.")
    private int port;

    @Option(
            names = "--allow-certificate-pushing",
            description = {
                "Accepts certificates that others sign for this peer, under any root.",
                "Anybody who can reach the peer can then store data there."
            })
    private boolean allowCertificatePushing;

    @Override
    public Integer call() throws InterruptedException {
        Stop stop = new Stop();
        try (SchoolPeer peer = school.open(this::settings);
                MorangoServer server = peer.morango().serve(port)) {
            Map<String, Object> started = new LinkedHashMap<>();
            started.put("listening", server.port());
            started.put("instance", peer.morango().instance().id());
            started.put("profile", SchoolPeer.PROFILE);
            started.put("address", server.address());
            School.print(started);
            stop.await();
        }
        stop.done();
        return 0;
    }

    private PeerSettings.Builder settings(PeerSettings.Builder settings) {
        if (!allowCertificatePushing) {
            return settings;
        }
        Set<Capability> more = EnumSet.copyOf(settings.build().capabilities());
        more.add(Capability.ALLOW_CERTIFICATE_PUSHING);
        return settings.capabilities(more).trust(trust -> trust.acceptedRoots(root -> true));
    }
}
