package org.morango.cli;

import java.io.Console;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateException;
import org.morango.certificate.KeyCipher;
import org.morango.certificate.Revocation;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.Secrets;
import org.morango.internal.trust.OwnCertificates;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "certificates",
        description = "Certificates of the database.",
        subcommands = {
            CertificatesCommand.Listing.class,
            CertificatesCommand.Show.class,
            ExportCommand.class,
            ImportCommand.class,
            CertificatesCommand.Revoke.class,
            CertificatesCommand.CleanUp.class
        })
final class CertificatesCommand {

    static Supplier<MorangoException> unknown(String id) {
        return () -> new MorangoException("Certificate " + id + " is not in this database.");
    }

    /** Returns the library's certificate store. Reading from it does not write anything. */
    static CertificateStore store(CliDatabase database, KeyCipher cipher) {
        return new HibernateCertificateStore(database.database(), new Secrets(cipher, new SecureRandom()), Set.of());
    }

    private static Set<String> superseded(CertificateStore store) {
        return new OwnCertificates(store, PeerSettings.defaults())
                .superseded().stream().map(Certificate::id).collect(Collectors.toSet());
    }

    @Command(name = "list", description = "Lists the certificates and their states.")
    static final class Listing extends DatabaseCommand {
        @Mixin
        private Page page = new Page();

        @Option(names = "--own", description = "Only certificates whose private key is in the database.")
        private boolean own;

        @Override
        int run(CliDatabase database, Output output) {
            Instant now = Instant.now();
            List<HeldCertificate> held = HeldCertificate.page(database, page.after(), page.limit(), own);
            ObjectNode result = Output.object();
            Set<String> superseded = superseded(store(database, KeyCipher.NONE));
            page.put(result, "certificates", held, certificate -> certificate.describe(now, superseded));
            output.print(result);
            return MorangoCli.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Shows a certificate with its ancestors, and whether the signatures of the chain are valid.")
    static final class Show extends DatabaseCommand {
        @Parameters(paramLabel = "ID", description = "The certificate.")
        private String id = "";

        @Override
        int run(CliDatabase database, Output output) {
            HeldCertificate held = HeldCertificate.find(database, id).orElseThrow(unknown(id));
            CertificateStore store = store(database, KeyCipher.NONE);
            ObjectNode result = held.describe(Instant.now(), superseded(store));
            result.put("signed", verdict(held.chain(), store));
            store.revocations(held.revoked().stream().toList())
                    .forEach(revocation -> result.put("revoked", revocation.certificateId())
                            .put("revoked_by", revocation.issuerId())
                            .put("revoked_at", revocation.time().toString())
                            .put("reason", revocation.reason()));
            ArrayNode chain = result.putArray("chain");
            for (Certificate certificate : held.chain()) {
                chain.addObject()
                        .put("id", certificate.id())
                        .put("scope", certificate.scopeDefinitionId())
                        .put("version", certificate.scopeVersion())
                        .put("params", certificate.scopeParams());
            }
            output.print(result);
            return MorangoCli.DONE;
        }

        private static String verdict(List<Certificate> chain, CertificateStore store) {
            try {
                CertificateChains.verify(
                        chain, name -> store.scopeDefinition(name).orElse(null));
                return "yes";
            } catch (CertificateException e) {
                return "no: " + e.getMessage();
            }
        }
    }

    @Command(
            name = "cleanup",
            description =
                    "Deletes expired certificates that nothing needs any more: those of others, and own ones that are"
                            + " superseded.")
    static final class CleanUp extends WritingCommand {
        @Override
        int run(CliDatabase database, KeyOption key, Output output) {
            int deleted = database.morango(key.cipher(database))
                    .certificates()
                    .removeExpired()
                    .size();
            output.print(Output.object().put("deleted", deleted));
            return MorangoCli.DONE;
        }
    }

    @Command(
            name = "revoke",
            description =
                    "Revokes a certificate and its descendants, permanently. Needs the private key of the certificate or"
                            + " of one of its ancestors. Other peers receive the revocation with the next syncs.")
    static final class Revoke extends WritingCommand {
        @Parameters(paramLabel = "ID", description = "The certificate.")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "For people; every peer may read it.")
        private String reason = "";

        @Option(names = "--yes", description = "Does not ask for confirmation.")
        private boolean yes;

        @Override
        int run(CliDatabase database, KeyOption key, Output output) {
            confirm();
            Revocation revocation =
                    database.morango(key.cipher(database)).certificates().revoke(id, reason);
            output.print(Output.object()
                    .put("revoked", revocation.certificateId())
                    .put("revoked_by", revocation.issuerId())
                    .put("revoked_at", revocation.time().toString())
                    .put("reason", revocation.reason()));
            return MorangoCli.DONE;
        }

        private void confirm() {
            if (yes) {
                return;
            }
            Console console = System.console();
            if (console == null) {
                throw new MorangoException("Revoking cannot be taken back, and there is no terminal to ask at;"
                        + " say --yes if it is meant.");
            }
            String answer =
                    console.readLine("Revoke certificate %s with all below it? This cannot be taken back. [y/N] ", id);
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
                throw new MorangoException("Nothing was revoked.");
            }
        }
    }
}
