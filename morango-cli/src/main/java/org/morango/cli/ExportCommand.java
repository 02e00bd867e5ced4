package org.morango.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateJson;
import org.morango.common.MorangoException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Prints a certificate with its ancestors as the protocol's JSON, or its private key as PEM.")
final class ExportCommand extends DatabaseCommand {
    @Parameters(paramLabel = "ID", description = "The certificate.")
    private String id = "";

    @Option(
            names = "--private-key",
            description =
                    "Prints the private key instead of the certificate, unencrypted. Both together let anybody use it.")
    private boolean privateKey;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Writes to a new file instead of standard output; only its owner may read it.")
    private @Nullable Path file;

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    int run(CliDatabase database, Output output) {
        HeldCertificate held = HeldCertificate.find(database, id).orElseThrow(CertificatesCommand.unknown(id));
        String text = privateKey ? pem(database) : CertificateJson.renderChain(held.chain()) + "\n";
        if (file == null) {
            output.raw(text);
        } else {
            SecretFile.write(file, text);
        }
        return MorangoCli.DONE;
    }

    private String pem(CliDatabase database) {
        return CertificatesCommand.store(database, key.cipher(database))
                .key(id)
                .orElseThrow(() ->
                        new MorangoException("The private key of certificate " + id + " is not in this database."))
                .toPem();
    }
}
