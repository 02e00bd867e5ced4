package org.morango.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.invitation.InvitationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "join",
        description =
                "Gets a certificate from another peer by an invitation, which it reads from standard input. If it is"
                        + " cut off, run it again.")
final class JoinCommand extends WritingCommand {
    private static final int MOST_BYTES = 10_000;

    @Option(names = "--file", paramLabel = "FILE", description = "Reads the invitation from a file.")
    private @Nullable Path file;

    @Option(names = "--name", paramLabel = "TEXT", description = "The name of this device, for the other side.")
    private String name = "";

    /** Only to refuse them without repeating them. */
    @Parameters(arity = "0..*", hidden = true)
    private List<String> texts = List.of();

    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        if (!texts.isEmpty()) {
            throw new MorangoException("An invitation does not belong on the command line, where other users of this"
                    + " machine see it, and where it stays in the history; give it on standard input, or by --file"
                    + " FILE. Ask for another invitation if others could have seen this one.");
        }
        InvitationText invitation = InvitationText.parse(read());
        Certificate certificate = database.morango(key.cipher(database)).join(invitation, name);
        output.print(Output.object()
                .put("certificate", certificate.id())
                .put("root", invitation.rootId())
                .put("scope", certificate.scopeDefinitionId())
                .put("params", certificate.scopeParams())
                .put("address", invitation.address()));
        return MorangoCli.DONE;
    }

    private String read() {
        try (InputStream in = file == null ? System.in : Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MorangoException(
                    "The invitation cannot be read from " + (file == null ? "standard input" : file) + ".", e);
        }
    }
}
