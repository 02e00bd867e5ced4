package org.morango.example.school;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.morango.server.MorangoServer;
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

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (SchoolPeer peer = SchoolPeer.open(school.db);
                MorangoServer server = peer.morango().serve(port)) {
            Thread hook = new Thread(() -> {
                server.close();
                peer.close();
            });
            Runtime.getRuntime().addShutdownHook(hook);
            School.print(Map.of("listening", server.port()));
            stopped.await();
            return 0;
        }
    }
}
