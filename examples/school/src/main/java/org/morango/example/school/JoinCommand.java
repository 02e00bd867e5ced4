package org.morango.example.school;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Gets a certificate from a server, by an invitation or by a password. */
@Command(
        name = "join",
        description =
                "Gets a certificate by an invitation, which it reads from standard input. With URL and ROOT, requests"
                        + " one as a user of the peer at URL.")
final class JoinCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 10_000;

    @ParentCommand
    private School school = new School();

    @Parameters(arity = "0..2", paramLabel = "URL ROOT")
    private List<String> server = List.of();

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Option(names = "--user", description = "admin, if not given.")
    private String user = "admin";

    @Option(names = "--password", description = "pw, if not given.")
    private String password = "pw";

    @Option(names = "--file", description = "Reads the invitation from a file.")
    private @Nullable Path file;

    @Option(names = "--name", description = "With an invitation: the name of this device.")
    private String name = "";

    @Override
    public Integer call() {
        Certificate certificate = server.isEmpty() ? byInvitation() : byPassword();
        School.print(Map.of("certificate", certificate.id()));
        return 0;
    }

    private Certificate byInvitation() {
        InvitationText invitation = InvitationText.parse(read());
        try (SchoolPeer peer = school.open()) {
            return peer.morango().join(invitation, name);
        }
    }

    private String read() {
        try (InputStream in = file == null ? System.in : Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MorangoException(
                    "The invitation cannot be read from " + (file == null ? "standard input" : file) + ".", e);
        }
    }

    private Certificate byPassword() {
        if (server.size() != 2) {
            throw new MorangoException("Give both URL and ROOT, or an invitation on standard input or by --file. An"
                    + " invitation does not belong on the command line, where others see it.");
        }
        String url = server.get(0);
        String root = server.get(1);
        Map<String, String> params = scope.params(root);
        try (SchoolPeer peer = school.open();
                SyncConnection connection = peer.morango().connect(url)) {
            return connection.requestCertificate(root, scope.scope(), params, user, password);
        }
    }
}
