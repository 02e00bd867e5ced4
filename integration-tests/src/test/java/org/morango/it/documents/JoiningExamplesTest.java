package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationState;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.support.Facility;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncTarget;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** The examples of docs/joining.md. */
class JoiningExamplesTest {
    private static final ScopeDefinition CITY = ScopeDefinition.named("whole-city", InMemoryReplica.PROFILE)
            .primaryParam("city")
            .readWrite("${city}")
            .build();
    private static final ScopeDefinition SCHOOL = ScopeDefinition.named("one-school", InMemoryReplica.PROFILE)
            .readWrite("${city}:${school}:")
            .build();

    private static Peer peer(int seed) {
        Peer peer = Facility.peer(Facility.replica(seed));
        peer.certificates().define(CITY);
        peer.certificates().define(SCHOOL);
        return peer;
    }

    @Test
    void tabletJoinsAndKeepsInSync() throws Exception {
        Peer city = peer(1);
        Peer tablet = peer(2);
        Certificate root = city.certificates().createRoot("whole-city");
        String schoolId = "s7";
        IssuedInvitation issued = city.invitations()
                .create(InvitationTerms.of(root.id(), "one-school")
                        .withParams(Map.of("city", root.id(), "school", schoolId))
                        .withLabel("Ann's tablet"));
        String text = issued.text("https://city.example/").text();
        assertThat(text).startsWith("morango:https://city.example/#");
        try (MorangoServer server = city.serve(0)) {
            String scanned = issued.text(Facility.url(server.port())).text();
            InvitationText invitation = InvitationText.parse(scanned);
            ContinuousSync sync =
                    tablet.keepInSync(SyncTarget.invited(invitation).build());
            sync.firstSync().get(30, TimeUnit.SECONDS);
            sync.close();
            assertThat(tablet.certificates().current().orElseThrow().params()).containsEntry("school", "s7");
        }
        Invitation invitation =
                city.invitations().find(issued.invitation().id()).orElseThrow();
        InvitationState state = city.invitations().state(invitation);
        assertThat(state).isEqualTo(InvitationState.USED);
    }
}
