package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.client.ConnectionException;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.live.PeerStatus;
import org.morango.live.SyncPhase;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.spring.app.Notebook;
import org.morango.spring.event.ConflictEvent;
import org.morango.spring.event.PeerStateEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.RowsChangingEvent;
import org.morango.spring.event.StageEvent;
import org.morango.spring.event.SyncSignalEvent;

/** Two applications on ports of their own. */
class TwoApplicationsTest {
    private static RunningApp school;
    private static RunningApp tablet;
    private static Certificate root;

    @BeforeAll
    static void start() {
        school = RunningApp.start("school", "server.servlet.context-path=/school", "morango.server.path=/sync");
        root = school.morango().certificates().createRoot("whole-book");
        tablet = RunningApp.start(
                "tablet",
                "morango.peers[0].name=school",
                "morango.peers[0].url=" + school.url() + "sync/",
                "morango.peers[0].keep-in-sync=false",
                "morango.peers[1].name=nobody",
                "morango.peers[1].url=http://localhost:1/",
                "morango.peers[1].keep-in-sync=false");
        tablet.join(school.url() + "sync/", root, "ada", "secret");
    }

    @AfterAll
    static void stop() {
        tablet.close();
        school.close();
    }

    @Test
    void recordsTravelBothWays() {
        school.notebooks().add(root.id(), "of the school");
        tablet.notebooks().add(root.id(), "of the tablet");
        school.heard().clear();
        tablet.heard().clear();

        SyncResult outcome = tablet.syncs().sync("school");

        assertThat(outcome.received()).isPositive();
        assertThat(outcome.sent()).isEqualTo(1);
        assertThat(school.titles()).contains("of the school", "of the tablet").isEqualTo(tablet.titles());
        PeerStatus status = tablet.syncs().status().get(0);
        assertThat(status.reason()).isNull();
        assertThat(status.lastSucceeded()).isNotNull();
        assertThat(status.sent()).isPositive();

        assertThat(tablet.heard().of(PeerStateEvent.class))
                .extracting(PeerStateEvent::peer, event -> event.state().phase())
                .contains(
                        tuple("school", SyncPhase.CONNECTING),
                        tuple("school", SyncPhase.CATCHING_UP),
                        tuple("school", SyncPhase.UP_TO_DATE));
        assertThat(tablet.heard().of(SyncSignalEvent.class))
                .extracting(SyncSignalEvent::group)
                .contains(SyncSignalEvent.Group.values());
        assertThat(tablet.heard().of(StageEvent.class))
                .filteredOn(e -> e.phase() == StageEvent.Phase.COMPLETED)
                .extracting(e -> e.context().stage())
                .contains(TransferStage.SERIALIZING, TransferStage.DEQUEUING, TransferStage.DESERIALIZING);
        assertThat(school.heard().of(StageEvent.class)).isNotEmpty();
        for (RunningApp app : List.of(school, tablet)) {
            assertThat(app.heard().of(RowsChangingEvent.class))
                    .extracting(e -> e.changes().entity().getName())
                    .contains(Notebook.class.getName());
            assertThat(app.heard().of(RowsChangedEvent.class)).isNotEmpty();
        }
    }

    @Test
    void conflictsAreEvents() {
        String id = school.notebooks().add(root.id(), "one");
        tablet.syncs().sync("school");
        school.notebooks().rename(id, "one of the school");
        tablet.notebooks().rename(id, "one of the tablet");
        tablet.heard().clear();

        tablet.syncs().sync("school");

        assertThat(tablet.heard().of(ConflictEvent.class))
                .extracting(e -> e.conflict().recordId())
                .containsExactly(id);
    }

    @Test
    void springSecurityDecidesAboutCertificates() {
        String url = school.url() + "sync/";
        assertThatThrownBy(() -> tablet.join(url, root, "ada", "wrong"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("does not accept this password");
        assertThatThrownBy(() -> tablet.join(url, root, "nobody", "secret")).isInstanceOf(RemoteException.class);
        try (RunningApp strict = RunningApp.start("strict", "morango.security.signing-authority=ROLE_HEAD")) {
            Certificate other = strict.morango().certificates().createRoot("whole-book");
            assertThatThrownBy(() -> tablet.join(strict.url(), other, "ada", "secret"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("403");
        }
    }

    @Test
    void everythingElseStaysUnderTheApplicationsOwnProtection() throws Exception {
        assertThat(school.get("sync/api/morango/v1/morangoinfo/1/").statusCode())
                .isEqualTo(200);
        assertThat(school.get("sync/api/morango/v2/").statusCode()).isEqualTo(401);
        assertThat(school.get("notebooks").statusCode()).isEqualTo(401);
        assertThat(school.get("actuator/morango").statusCode()).isEqualTo(401);
    }

    @Test
    void actuatorShowsThePeer() throws Exception {
        HttpResponse<String> health = tablet.get("actuator/health", "ada", "secret");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"morango\"", "\"refusedRecords\":0", "\"heldBackRecords\":0", "\"school\":")
                .contains("\"pendingRecords\":0", "\"unplacedRows\":0", "\"unsent\":", "\"oldestUnsent\":");
        HttpResponse<String> morango = tablet.get("actuator/morango", "ada", "secret");
        assertThat(morango.statusCode()).isEqualTo(200);
        assertThat(morango.body())
                .contains(
                        tablet.morango().instance().id(),
                        "\"peers\":[{\"name\":\"school\"",
                        "\"openSessions\":[",
                        "\"conflicts\":",
                        "\"unsent\":",
                        "\"unsentTo\":[",
                        "\"unplaced\":[]",
                        "\"refused\":[]",
                        "\"heldBack\":[]");
    }

    @Test
    void peerThatIsNotThereIsAFailureThatIsRemembered() throws Exception {
        assertThatThrownBy(() -> tablet.syncs().sync("nobody")).isInstanceOf(ConnectionException.class);
        PeerStatus status = tablet.syncs().status().get(1);
        assertThat(status.phase()).isEqualTo(SyncPhase.OFFLINE);
        assertThat(status.reason()).contains("localhost:1");
        assertThat(status.lastSucceeded()).isNull();
        assertThat(tablet.get("actuator/health", "ada", "secret").body()).contains("offline: ");
        assertThatThrownBy(() -> tablet.syncs().sync("unheard of")).isInstanceOf(MorangoException.class);
    }

    @Test
    void whatSpringRollsBackIsNotCaptured() {
        tablet.syncs().sync("school");
        assertThatThrownBy(() -> tablet.notebooks().addAndFail(root.id(), "never"))
                .isInstanceOf(IllegalStateException.class);
        String kept = tablet.notebooks().add(root.id(), "kept");
        tablet.syncs().sync("school");
        assertThatThrownBy(() -> tablet.notebooks().hardDeleteAndFail(kept)).isInstanceOf(IllegalStateException.class);
        assertThat(tablet.syncs().sync("school").sent()).isZero();
        assertThat(school.titles()).contains("kept").doesNotContain("never");

        tablet.notebooks().hardDelete(kept);
        assertThat(tablet.syncs().sync("school").sent()).isEqualTo(1);
        assertThat(school.titles()).doesNotContain("kept");
    }

    @Test
    void whatASyncHasTouchedIsReadInATransactionOfSpring() {
        tablet.syncs().sync("school");
        school.notebooks().add(root.id(), "touched 1");
        school.notebooks().add(root.id(), "touched 2");
        try (SyncConnection connection = tablet.morango().connect(school.url() + "sync/");
                SyncClient client = connection.openSession(
                        tablet.morango().certificates().owned().get(0))) {
            TransferSession pulled = client.pull();
            assertThat(tablet.notebooks().titlesOf(pulled.id())).containsExactly("touched 1", "touched 2");
        }
    }
}
