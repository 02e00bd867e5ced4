package org.morango.example.school;

import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Pushes a certificate that is signed here to a server. */
@Command(name = "push-certificate", description = "Pushes a certificate under ROOT to the peer at URL.")
final class PushCertificateCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "ROOT")
    private String root = "";

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Override
    public Integer call() {
        Map<String, String> params = scope.params(root);
        try (SchoolPeer peer = school.open();
                SyncConnection connection = peer.morango().connect(url)) {
            Certificate pushed = connection.pushCertificate(peer.certificateUnder(root), scope.scope(), params);
            School.print(Map.of("certificate", pushed.id()));
            return 0;
        }
    }
}
