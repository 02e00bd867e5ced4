package org.morango.example.school;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Serves other peers until the process is ended. */
@Command(name = "serve", description = "Serves other peers until stopped.")
final class ServeCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 10;

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
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (SchoolPeer peer = school.open(this::settings);
                MorangoServer server = peer.morango().serve(port)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, closed)));
            Map<String, Object> started = new LinkedHashMap<>();
            started.put("listening", server.port());
            started.put("instance", peer.morango().instance().id());
            started.put("profile", SchoolPeer.PROFILE);
            started.put("address", server.address());
            School.print(started);
            stopping.await();
        }
        closed.countDown();
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

    /** Runs when the process is told to end; the process ends when this method returns. */
    private static void stop(CountDownLatch stopping, CountDownLatch closed) {
        stopping.countDown();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
