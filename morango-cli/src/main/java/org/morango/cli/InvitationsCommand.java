package org.morango.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.KeyCipher;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.HibernateInvitationStore;
import org.morango.hibernate.internal.store.Secrets;
import org.morango.invitation.Invitation;
import org.morango.replica.InvitationStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "invitations",
        description = "Invitations that were created in the database.",
        subcommands = {InvitationsCommand.Listing.class, InvitationsCommand.Revoke.class})
final class InvitationsCommand {
    private InvitationsCommand() {}

    @Command(name = "list", description = "Lists the invitations and their states, the newest first.")
    static final class Listing extends DatabaseCommand {
        @Mixin
        private Page page = new Page();

        @Override
        int run(CliDatabase database, Output output) {
            // Reads no key.
            InvitationStore store =
                    new HibernateInvitationStore(database.database(), new Secrets(KeyCipher.NONE, new SecureRandom()));
            Instant now = Instant.now();
            List<Invitation> found = store.page(after(store), page.limit());
            ObjectNode result = Output.object();
            page.put(result, "invitations", found, invitation -> row(invitation, now));
            output.print(result);
            return MorangoCli.DONE;
        }

        private @Nullable Invitation after(InvitationStore store) {
            return page.after().isEmpty()
                    ? null
                    : store.find(page.after())
                            .orElseThrow(() ->
                                    new MorangoException("Invitation " + page.after() + " is not in this database."));
        }

        private static ObjectNode row(Invitation invitation, Instant now) {
            ObjectNode row = Output.object()
                    .put("id", invitation.id())
                    .put("state", invitation.state(now).name().toLowerCase(Locale.ROOT))
                    .put("label", invitation.label())
                    .put("scope", invitation.scopeDefinitionId());
            ObjectNode params = row.putObject("params");
            invitation.scopeParams().forEach(params::put);
            return row.put("expires", invitation.expires().toString())
                    .put("used", text(invitation.used()))
                    .put("used_by", invitation.usedBy())
                    .put("device", invitation.usedByName())
                    .put("revoked", text(invitation.revoked()));
        }

        private static @Nullable String text(@Nullable Instant time) {
            return time == null ? null : time.toString();
        }
    }

    @Command(
            name = "revoke",
            description =
                    "Revokes an invitation that nobody has used yet. For one that was used, revoke the certificate.")
    static final class Revoke extends WritingCommand {
        @Parameters(paramLabel = "ID", description = "The invitation.")
        private String id = "";

        @Override
        int run(CliDatabase database, KeyOption key, Output output) {
            Invitation revoked =
                    database.morango(key.cipher(database)).invitations().revoke(id);
            output.print(InviteCommand.describe(revoked).put("revoked", String.valueOf(revoked.revoked())));
            return MorangoCli.DONE;
        }
    }
}
