package org.morango.example.school;

import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Requests a certificate from a server. */
@Command(name = "join", description = "Requests a certificate under ROOT from the peer at URL.")
final class JoinCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "ROOT")
    private String root = "";

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Option(names = "--user", description = "admin, if not given.")
    private String user = "admin";

    @Option(names = "--password", description = "pw, if not given.")
    private String password = "pw";

    @Override
    public Integer call() {
        Map<String, String> params = scope.params(root);
        try (SchoolPeer peer = school.open();
                SyncConnection connection = peer.morango().connect(url)) {
            Certificate certificate = connection.requestCertificate(root, scope.scope(), params, user, password);
            School.print(Map.of("certificate", certificate.id()));
            return 0;
        }
    }
}
