package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncSignalGroup;
import org.morango.record.Filter;
import org.morango.session.Direction;
import org.morango.session.TransferSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Commands that exchange rows with a server. */
final class TransferCommands {
    private TransferCommands() {}

    /** Common part of the commands. */
    abstract static class Transfer implements Callable<Integer> {
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

        @Option(
                names = "--chunk-size",
                paramLabel = "N",
                description = "The most records in a request; ${DEFAULT-VALUE} if not given.")
        private int chunkSize = 2_000;

        @Option(names = "--quiet", description = "Shows no progress.")
        private boolean quiet;

        @Override
        public Integer call() {
            try (SchoolPeer peer = school.open(s -> s.limits(limits -> limits.chunkSize(chunkSize)));
                    SyncConnection connection = peer.morango().connect(url);
                    SyncClient client = connection.openSession(peer.certificateUnder(root))) {
                School.print(run(client));
                return 0;
            }
        }

        abstract Map<String, Object> run(SyncClient client);

        Map<String, Object> push(SyncClient client) {
            return transfer(client, Direction.PUSH);
        }

        Map<String, Object> pull(SyncClient client) {
            return transfer(client, Direction.PULL);
        }

        private Map<String, Object> transfer(SyncClient client, Direction direction) {
            boolean push = direction == Direction.PUSH;
            SyncSignalGroup group =
                    push ? client.signals().pushing() : client.signals().pulling();
            long started = System.nanoTime();
            try (Progress progress = new Progress(direction.label())) {
                if (!quiet) {
                    // The listeners stay until the client is closed, which is after this one transfer or sync.
                    group.onStarted(event -> progress.start());
                    group.onInProgress(progress::update);
                }
                TransferSession transfer = push ? pushFiltered(client) : pullFiltered(client);
                return TransferReport.of(transfer, client.statistics(), System.nanoTime() - started);
            }
        }

        private TransferSession pushFiltered(SyncClient client) {
            return filter == null ? client.push() : client.push(Filter.parse(filter));
        }

        private TransferSession pullFiltered(SyncClient client) {
            return filter == null ? client.pull() : client.pull(Filter.parse(filter));
        }
    }

    @Command(name = "push", description = "Sends the peer at URL the records under ROOT that it lacks.")
    static final class Push extends Transfer {
        @Override
        Map<String, Object> run(SyncClient client) {
            return push(client);
        }
    }

    @Command(
            name = "pull",
            description = "Fetches from the peer at URL the records under ROOT that this database lacks.")
    static final class Pull extends Transfer {
        @Override
        Map<String, Object> run(SyncClient client) {
            return pull(client);
        }
    }

    @Command(name = "sync", description = "Pulls from the peer at URL, then pushes to it.")
    static final class Sync extends Transfer {
        @Override
        Map<String, Object> run(SyncClient client) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("pull", pull(client));
            result.put("push", push(client));
            return result;
        }
    }
}
