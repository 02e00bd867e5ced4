package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.morango.client.RemoteException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;
import org.morango.testkit.model.Course;
import org.morango.testkit.model.Diary;
import org.morango.testkit.model.Mark;
import org.morango.testkit.model.Note;

class PeersExtensionTest {
    private static final List<ScopeDefinition> SCOPES = List.of(
            ScopeDefinition.named("all", "school")
                    .primaryParam("root")
                    .readWrite("${root}")
                    .build(),
            ScopeDefinition.named("pupil", "school")
                    .read("${root}:courses")
                    .readWrite("${root}:marks:${pupil}:")
                    .build());

    @RegisterExtension
    static final PeersExtension PEERS = PeersExtension.builder()
            .entities(Course.class, Mark.class)
            .count(3)
            .scopes(profile -> SCOPES)
            .settings(PeerSettings.builder()
                    .limits(limits -> limits.chunkSize(2))
                    .server(server -> server.authenticator(c -> c.username().equals("guest")
                                    ? Optional.<Principal>of(() -> "guest")
                                    : Optional.empty())
                            .signingPermission((user, parent, scope, params) ->
                                    scope.id().equals("pupil") && "guest".equals(params.get("pupil"))))
                    .build())
            .property("hibernate.jdbc.batch_size", "10")
            .build();

    @Test
    void narrowScopeHoldsBackTheRest(TestPeer school, TestPeer all, TestPeer tablet) {
        school.inTransaction(entities -> {
            Course course = new Course(school.certificate().id(), "Algebra", "Noether");
            entities.persist(course);
            for (String pupil : List.of("ada", "ben", "cleo")) {
                entities.persist(new Mark(course, pupil, 12));
            }
        });
        tablet.joinAs("pupil", Map.of("pupil", "ada"));
        tablet.syncWith(school);
        all.syncWith(school);
        Convergence.assertSame(school, all);
        assertThat(tablet.findAll(Mark.class)).extracting(Mark::getPupil).containsExactly("ada");
        assertThat(all.find(Course.class, "nowhere")).isEmpty();
    }

    @Test
    void settingsStillDecideAboutOtherUsers(TestPeers peers) {
        try (SyncConnection connection =
                peers.get(1).morango().connect(peers.get(0).url())) {
            Map<String, String> own = Map.of("root", peers.rootId(), "pupil", "guest");
            assertThat(connection
                            .requestCertificate(peers.rootId(), "pupil", own, "guest", "")
                            .params())
                    .isEqualTo(own);
            Map<String, String> other = Map.of("root", peers.rootId(), "pupil", "ada");
            assertThatThrownBy(() -> connection.requestCertificate(peers.rootId(), "pupil", other, "guest", ""))
                    .isInstanceOf(RemoteException.class);
            assertThatThrownBy(() -> connection.requestCertificate(peers.rootId(), "pupil", own, "testkit", ""))
                    .isInstanceOf(RemoteException.class);
        }
    }

    @Test
    void refusesWhatCannotBeStarted() {
        assertThatThrownBy(() -> PeersExtension.builder().entities(Note.class).build())
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("@Syncable");
        assertThatThrownBy(() ->
                        PeersExtension.builder().entities(Course.class).count(0).build())
                .isInstanceOf(ExtensionConfigurationException.class);
        assertThatThrownBy(() -> PeersExtension.builder()
                        .entities(Course.class)
                        .scopes(profile -> SCOPES.subList(1, 2))
                        .build())
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("primary parameter");
    }

    @Test
    void saysWhichEntityCannotBeSynced() {
        PeersSetup setup =
                PeersSetup.of(List.of(Diary.class), 1, new TestScopes.FullAccess(), PeerSettings.defaults(), Map.of());
        try (PeerPool pool = new PeerPool()) {
            assertThatThrownBy(() -> pool.lease(setup))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("Diary, attribute begun, cannot be synced");
        }
    }

    @Test
    void peersStartWithoutTheExtension() {
        EntityManagerFactory database;
        try (TestPeers peers = PeersExtension.builder().entities(Course.class).start()) {
            database = peers.get(1).entityManagerFactory();
            peers.get(0).inTransaction(entities -> entities.persist(new Course(peers.rootId(), "Art", "")));
            peers.get(1).syncWith(peers.get(0));
            assertThat(peers.get(1).findAll(Course.class)).hasSize(1);
        }
        assertThat(database.isOpen()).isFalse();
    }
}
