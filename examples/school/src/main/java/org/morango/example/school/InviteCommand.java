package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Creates an invitation. */
@Command(
        name = "invite",
        description = "Creates an invitation, by which one peer can join under ROOT. The text is a secret.")
final class InviteCommand implements Callable<Integer> {
    @ParentCommand
    private School school = new School();

    @Parameters(index = "0", paramLabel = "ROOT")
    private String root = "";

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "The address at which the new peer reaches this one; ${DEFAULT-VALUE} if not given.",
            defaultValue = "http://localhost:8080/")
    private String address = "";

    @Option(names = "--label", description = "For people, such as who is invited.")
    private String label = "";

    @Mixin
    private ScopeOptions scope = new ScopeOptions();

    @Override
    public Integer call() {
        InvitationTerms terms = InvitationTerms.of(root, scope.scope())
                .withParams(scope.params(root))
                .withLabel(label);
        String plain = InvitationText.requireAddress(address);
        try (SchoolPeer peer = school.open()) {
            IssuedInvitation issued = peer.morango().invitations().create(terms);
            Map<String, String> result = new LinkedHashMap<>();
            result.put("invitation", issued.invitation().id());
            result.put("expires", issued.invitation().expires().toString());
            result.put("text", issued.text(plain).text());
            School.print(result);
            return 0;
        }
    }
}
