package org.morango.example.school;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Resumes and finishes sessions that were cut off. */
@Command(name = "resume", description = "Resumes and finishes transfers with the peer at URL that were cut off.")
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "SESSION", arity = "0..1", description = "All open sessions, if not given.")
    private @Nullable String session;

    @Option(
            names = "--chunk-size",
            paramLabel = "N",
            description = "Records in a request; ${DEFAULT-VALUE} if not given.")
    private int chunkSize = 500;

    @Override
    public Integer call() {
        try (SchoolPeer peer = school.open(s -> s.limits(limits -> limits.chunkSize(chunkSize)));
                SyncConnection connection = peer.morango().connect(url)) {
            List<Map<String, Object>> transfers = new ArrayList<>();
            for (String id : sessions(peer)) {
                try (SyncClient client = connection.resumeSession(id)) {
                    client.resume().stream().map(ResumeCommand::report).forEach(transfers::add);
                }
            }
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("resumed", transfers.size());
            report.put("transfers", transfers);
            School.print(report);
            return 0;
        }
    }

    private List<String> sessions(SchoolPeer peer) {
        String address = url.endsWith("/") ? url : url + "/";
        return session != null
                ? List.of(session)
                : peer.morango().openSessions().stream()
                        .filter(s -> s.connectionPath().equals(address))
                        .map(SyncSession::id)
                        .toList();
    }

    private static Map<String, Object> report(TransferSession transfer) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("direction", transfer.direction().label());
        report.put("records", transfer.recordsTransferred());
        return report;
    }
}
