package org.morango.example.school;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.session.CleanUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Abandons sessions that were never finished. */
@Command(name = "cleanup", description = "Abandons unfinished sessions and drops their data.")
final class CleanUpCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Option(names = "--ids", split = ",", description = "Only these sync sessions.")
    private Set<String> ids = new LinkedHashSet<>();

    @Option(
            names = "--expiration",
            paramLabel = "HOURS",
            description = "Sessions unused for that long; ${DEFAULT-VALUE} if not given.")
    private long hours = 6;

    @Option(names = "--client-instance-id", description = "Only sessions of that client.")
    private @Nullable String clientInstance;

    @Option(names = "--server-instance-id", description = "Only sessions of that server.")
    private @Nullable String serverInstance;

    @Option(names = "--filter", description = "Only transfers of that filter.")
    private @Nullable String filter;

    @Option(names = "--push", description = "Only pushes.")
    private boolean push;

    @Option(names = "--pull", description = "Only pulls.")
    private boolean pull;

    @Override
    public Integer call() {
        CleanUp which = which();
        try (SchoolPeer peer = school.open()) {
            CleanUp.Result result = peer.morango().cleanUp(which);
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("sync_sessions", result.syncSessions());
            report.put("transfer_sessions", result.transferSessions());
            School.print(report);
            return 0;
        }
    }

    private CleanUp which() {
        if (push && pull) {
            throw new MorangoException("Give --push or --pull, not both; without them both kinds are cleaned up.");
        }
        CleanUp which = CleanUp.unusedFor(Duration.ofHours(hours)).ids(ids);
        which = clientInstance == null ? which : which.clientInstance(clientInstance);
        which = serverInstance == null ? which : which.serverInstance(serverInstance);
        which = filter == null ? which : which.filter(Filter.parse(filter));
        which = push ? which.pushes() : which;
        return pull ? which.pulls() : which;
    }
}
