package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Asks a server for a certificate. */
@Command(name = "join", description = "Asks the peer at URL for a certificate under ROOT.")
final class JoinCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(paramLabel = "URL")
    private String url = "";

    @Parameters(paramLabel = "ROOT")
    private String root = "";

    @Option(names = "--scope", description = "full-facility (if not given) or single-user.")
    private String scope = SchoolPeer.FULL_FACILITY;

    @Option(names = "--learner", description = "With single-user: the learner's id.")
    private @Nullable String learner;

    @Option(names = "--user", description = "admin, if not given.")
    private String user = "admin";

    @Option(names = "--password", description = "pw, if not given.")
    private String password = "pw";

    @Override
    public Integer call() {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("dataset_id", root);
        if (scope.equals(SchoolPeer.SINGLE_USER)) {
            if (learner == null) {
                throw new MorangoException("Scope single-user is that of one learner; add --learner ID.");
            }
            params.put("user_id", learner);
        }
        try (SchoolPeer peer = SchoolPeer.open(school.db);
                SyncConnection connection = peer.morango().connect(url)) {
            Certificate certificate = connection.requestCertificate(root, scope, params, user, password);
            School.print(Map.of("certificate", certificate.id()));
            return 0;
        }
    }
}
