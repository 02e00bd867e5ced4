package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncProgress;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncState;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Keeps in sync with a server until the process is ended. */
@Command(
        name = "live",
        description = {
            "Keeps in sync with the peer at URL until stopped.",
            "Prints a JSON object at each change of the state, in a line of its own."
        })
final class LiveCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "ROOT")
    private String root = "";

    @Option(
            names = "--filter",
            paramLabel = "F",
            description = "Partition prefixes; all that the certificate allows, if not given.")
    private @Nullable String filter;

    @Override
    public Integer call() throws InterruptedException {
        SyncTarget.Builder target = SyncTarget.at(url);
        if (filter != null) {
            target.filter(Filter.parse(filter));
        }
        Stop stop = new Stop();
        try (SchoolPeer peer = school.open()) {
            target.certificate(peer.certificateUnder(root).id());
            try (ContinuousSync sync = peer.morango().keepInSync(target.build())) {
                print(sync.state());
                sync.onChange(LiveCommand::print);
                stop.await();
            }
        }
        stop.done();
        return 0;
    }

    private static void print(SyncState state) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("state", state.phase().name().toLowerCase(Locale.ROOT));
        line.put("since", state.since().toString());
        line.put("reason", state.reason());
        SyncProgress progress = state.progress();
        line.put("progress", progress == null ? null : Math.round(progress.fraction() * 100));
        line.put("received", state.received());
        line.put("sent", state.sent());
        School.print(line);
    }
}
