package org.morango.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.trust.Trust;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Adds a certificate with its ancestors, as printed by export, if the chain is valid.")
final class ImportCommand extends WritingCommand {
    @Parameters(paramLabel = "FILE", description = "The chain, root first, as the protocol's JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--private-key",
            paramLabel = "FILE",
            description = "The private key of the last certificate, as PEM.")
    private @Nullable Path keyFile;

    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        List<Certificate> chain = CertificateJson.parseChain(read(file));
        CertificateStore store = CertificatesCommand.store(database, key.cipher(database));
        new Trust(store, PeerSettings.defaults()).verify("The imported", chain);
        Certificate leaf = chain.get(chain.size() - 1);
        Optional<SigningKey> leafKey =
                Optional.ofNullable(keyFile).map(ImportCommand::read).map(SigningKey::fromPem);
        if (leafKey.filter(k -> !k.publicKey().equals(leaf.publicKey())).isPresent()) {
            throw new MorangoException(
                    "The private key in " + keyFile + " is not that of certificate " + leaf.id() + ".");
        }
        store.save(chain, leafKey.orElse(null));
        output.print(Output.object()
                .put("certificate", leaf.id())
                .put("chain", chain.size())
                .put("key", leafKey.isPresent()));
        return MorangoCli.DONE;
    }

    private static String read(Path from) {
        try {
            return Files.readString(from);
        } catch (IOException e) {
            throw new MorangoException("File " + from + " cannot be read.", e);
        }
    }
}
