package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.hibernate.Leaving;
import org.morango.hibernate.Morango;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.report.LeaveResult;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;
import org.morango.session.CleanUp;
import org.morango.session.StageOperation;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;
import org.morango.testkit.TestScopes;
import org.morango.unsent.Unsent;

/** The code of docs/syncing.md compiles, and is the same in this test. */
class SyncingExamplesTest {
    interface SearchIndex {
        void refresh(Filter filter);

        default void refresh(List<Object> inserted, List<Object> updated, List<Object> deleted) {}
    }

    static PeerSettings refreshing(SearchIndex searchIndex) {
        PeerSettings settings = PeerSettings.builder()
                .operation(TransferStage.DESERIALIZING, StageOperation.after(context -> {
                    if (!context.isSender() && context.transfer().recordsTransferred() > 0) {
                        searchIndex.refresh(context.transfer().filter());
                    }
                }))
                .build();
        return settings;
    }

    static List<TransferSession> resume(Peer morango, String url, String sessionId) {
        try (SyncConnection connection = morango.connect(url);
                SyncClient client = connection.resumeSession(sessionId)) {
            return client.resume();
        }
    }

    static Stream<String> touched(Morango morango, SyncClient client) {
        SyncResult result = client.sync();
        Stream<String> ids = morango.touchedRecords(result, Lesson.class);
        return ids;
    }

    interface CancelButton {
        void onClick(Runnable cancel);
    }

    static void cancellable(SyncConnection connection, CancelButton cancelButton) {
        SyncClient client = connection.openSession();
        cancelButton.onClick(client::cancel);
        client.sync();
    }

    static void showUnsent(Morango morango, Consumer<String> screen) {
        Unsent unsent = morango.unsent();
        unsent.models().forEach(model -> screen.accept(model.model() + ": " + (model.changes() + model.records())));
        unsent.peers().forEach(peer -> screen.accept(peer.address() + " lacks " + peer.count()));
    }

    static LeaveResult left(Morango morango, String schoolId) {
        Certificate own = morango.certificates().current(schoolId).orElseThrow();
        LeaveResult result = morango.leave(own, Leaving.wipe());
        return result;
    }

    @Test
    @Peers(entities = Lesson.class)
    void whatWasLeftComesBack(TestPeers peers, TestPeer school, TestPeer tablet) {
        tablet.inTransaction(entities -> entities.persist(new Lesson("Art")));
        tablet.syncWith(school);
        assertThat(left(tablet.morango(), peers.rootId()).removed()).isEqualTo(1);
        assertThat(tablet.findAll(Lesson.class)).isEmpty();
        assertThat(school.findAll(Lesson.class)).hasSize(1);
        tablet.joinAs(TestScopes.FullAccess.ID, Map.of());
        tablet.syncWith(school);
        assertThat(tablet.findAll(Lesson.class)).hasSize(1);
        assertThat(school.findAll(Lesson.class)).hasSize(1);
    }

    @Test
    @Peers(entities = Lesson.class)
    void whatIsUnsentIsShown(TestPeer school, TestPeer tablet) {
        tablet.syncWith(school);
        tablet.inTransaction(entities -> entities.persist(new Lesson("Art")));
        List<String> shown = new ArrayList<>();
        showUnsent(tablet.morango(), shown::add);
        assertThat(shown).containsExactly("lesson: 1", school.url() + " lacks 1");
        assertThat(tablet.morango().waiting().isEmpty()).isFalse();
        tablet.syncWith(school);
        assertThat(tablet.morango().waiting().isEmpty()).isTrue();
    }

    static Morango listening(EntityManagerFactory entityManagerFactory, SearchIndex searchIndex) {
        Morango morango = Morango.builder(entityManagerFactory)
                .listener(new SyncListener() {
                    @Override
                    public void changed(EntityChanges changes, EntityManager entities) {
                        if (changes.entity() == Lesson.class) {
                            changes.deleted().forEach(id -> entities.persist(new Notice("Lesson " + id + " is gone")));
                        }
                    }

                    @Override
                    public void committed(EntityChanges changes) {
                        searchIndex.refresh(changes.inserted(), changes.updated(), changes.deleted());
                    }
                })
                .build();
        return morango;
    }

    @Test
    @Peers(entities = {Lesson.class, Notice.class})
    void listenerHearsWhatASyncHasChanged(TestPeer school, TestPeer tablet) {
        Lesson lesson = new Lesson("Art");
        school.inTransaction(entities -> entities.persist(lesson));
        // The tablet has used some numbers already.
        tablet.inTransaction(entities -> {
            Lesson unwanted = new Lesson("Unwanted");
            entities.persist(unwanted);
            entities.remove(unwanted);
        });
        List<List<Object>> heard = new ArrayList<>();
        SearchIndex index = new SearchIndex() {
            @Override
            public void refresh(Filter filter) {}

            @Override
            public void refresh(List<Object> inserted, List<Object> updated, List<Object> deleted) {
                heard.addAll(List.of(inserted, updated, deleted));
            }
        };
        Morango morango = listening(tablet.entityManagerFactory(), index);
        try (SyncConnection connection = morango.connect(school.url());
                SyncClient client = connection.openSession(tablet.certificate())) {
            assertThat(touched(morango, client)).singleElement().asString().matches("[0-9a-f]{32}");
            Long arrived = tablet.findAll(Lesson.class).get(0).getId();
            assertThat(arrived).isNotEqualTo(lesson.getId());
            assertThat(heard).containsExactly(List.of(arrived), List.of(), List.of());
            school.inTransaction(entities -> entities.remove(entities.find(Lesson.class, lesson.getId())));
            client.pull();
            assertThat(heard).endsWith(List.of(), List.of(), List.of(arrived));
        }
        assertThat(tablet.findAll(Notice.class)).hasSize(1);
    }

    static RescanResult rescanned(Morango morango) {
        RescanResult found = morango.rescan("school"); // or morango.rescan(Lesson.class)
        return found;
    }

    @Test
    @Peers(entities = Lesson.class)
    void rescanFindsWhatOtherProgramsHaveChanged(TestPeer school, TestPeer tablet) {
        school.inTransaction(entities -> entities.persist(new Lesson("Art")));
        tablet.syncWith(school);
        assertThat(rescanned(school.morango())).isEqualTo(new RescanResult(0, 0, 0));
        school.inTransaction(entities -> entities.unwrap(Session.class)
                .doWork(connection -> connection.createStatement().execute("update Lesson set title = 'Botany'")));
        assertThat(rescanned(school.morango()).changed()).isEqualTo(1);
    }

    static void giveUpOldPushes(Peer morango, String instanceId) {
        morango.cleanUp(CleanUp.unusedFor(Duration.ofHours(6))
                .clientInstance(instanceId)
                .pushes());
    }

    @Test
    void operationIsSet() {
        assertThat(refreshing(filter -> {}).operations(TransferStage.DESERIALIZING))
                .hasSize(1);
    }
}
