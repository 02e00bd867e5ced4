package org.morango.cli;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "invite",
        description =
                "Creates an invitation, by which one new peer gets a certificate. The printed text is a secret: show"
                        + " it only to the person who sets up that peer.")
final class InviteCommand extends WritingCommand {
    private static final Pattern LIFETIME = Pattern.compile("(\\d{1,6})([mhd])");

    @Parameters(
            paramLabel = "CERTIFICATE",
            description =
                    "The certificate that signs: a root, or one below it. Its private key has to be in the database.")
    private String issuer = "";

    @Option(
            names = "--address",
            required = true,
            paramLabel = "URL",
            description = "The address at which the new peer reaches this one, such as https://city.example/.")
    private String address = "";

    @Option(
            names = "--scope",
            paramLabel = "ID",
            description =
                    "The scope definition of the new certificate. Default: the scope and parameters of CERTIFICATE.")
    private @Nullable String scope;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the scope; may be repeated. The primary one is the root's id if left out.")
    private Map<String, String> params = new TreeMap<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it can be used: minutes, hours or days, such as 30m, 24h or 7d. Default: 24h.")
    private @Nullable String expires;

    @Option(names = "--label", paramLabel = "TEXT", description = "For people, such as who is invited.")
    private String label = "";

    @Option(names = "--qr", description = "Draws the text as a QR code as well, unless with --json.")
    private boolean qr;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Writes the QR code into a new file as an SVG image; only its owner may read it.")
    private @Nullable Path svg;

    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        boolean isDrawn = qr && !output.isJson();
        if (isDrawn) {
            requireUnicode();
        }
        Peer peer = database.morango(key.cipher(database));
        // Before anything is stored, because an address may be mistyped.
        InvitationText.requireAddress(address);
        IssuedInvitation issued = peer.invitations().create(terms(peer));
        InvitationText text = issued.text(address);
        output.print(describe(issued.invitation()).put("text", text.text()));
        if (svg != null) {
            SecretFile.write(svg, QrImage.of(text).svg());
        }
        if (isDrawn) {
            output.raw(QrImage.of(text).lines());
        }
        return MorangoCli.DONE;
    }

    private InvitationTerms terms(Peer peer) {
        Certificate own = peer.certificates().find(issuer).orElseThrow(CertificatesCommand.unknown(issuer));
        Map<String, String> wanted = new TreeMap<>(scope == null ? own.params() : Map.of());
        wanted.putAll(params);
        return InvitationTerms.of(issuer, scope == null ? own.scopeDefinitionId() : scope)
                .withParams(wanted)
                .withLifetime(expires == null ? null : lifetime(expires))
                .withLabel(label);
    }

    private static Duration lifetime(String text) {
        Matcher matcher = LIFETIME.matcher(text);
        if (!matcher.matches()) {
            throw new MorangoException(
                    "--expires is a number of minutes, hours or days, such as 30m, 24h or 7d, not \"" + text + "\".");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static ObjectNode describe(Invitation invitation) {
        ObjectNode described = Output.object()
                .put("invitation", invitation.id())
                .put("issuer", invitation.issuerId())
                .put("scope", invitation.scopeDefinitionId())
                .put("expires", invitation.expires().toString())
                .put("label", invitation.label());
        ObjectNode values = described.putObject("params");
        invitation.scopeParams().forEach(values::put);
        return described;
    }

    private static void requireUnicode() {
        String encoding = System.getProperty(
                "stdout.encoding",
                System.getProperty(
                        "sun.stdout.encoding", Charset.defaultCharset().name()));
        if (!Charset.forName(encoding).newEncoder().canEncode(QrImage.characters())) {
            throw new MorangoException("Standard output is in " + encoding
                    + ", in which a QR code cannot be drawn; use --svg FILE, or a terminal with UTF-8.");
        }
    }
}
