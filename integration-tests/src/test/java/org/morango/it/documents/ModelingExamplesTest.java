package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.morango.hibernate.Morango;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.hibernate.report.PendingRecord;
import org.morango.it.documents.modeling.Person;
import org.morango.it.documents.modeling.Pupil;
import org.morango.it.documents.modeling.Subject;
import org.morango.it.documents.modeling.Teacher;
import org.morango.it.documents.modeling.Team;
import org.morango.record.ScopeDefinition;
import org.morango.testkit.Convergence;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;
import tools.jackson.databind.node.ObjectNode;

/** The code of docs/modeling.md compiles, does what the page says, and is the same in this test. */
class ModelingExamplesTest {
    @RegisterExtension
    static final PeersExtension PEERS = PeersExtension.builder()
            .entities(Person.class, Team.class, Pupil.class, Teacher.class, Subject.class)
            .scopes(profile -> List.of(
                    ScopeDefinition.named("everything", profile)
                            .primaryParam("school")
                            .readWrite("${school}")
                            .build(),
                    ScopeDefinition.named("pupils", profile)
                            .primaryParam("school")
                            .readWrite("${school}:pupils")
                            .build()))
            .build();

    private final List<String> warnings = new ArrayList<>();

    private void warn(String text) {
        warnings.add(text);
    }

    private void listWaiting(Morango morango) {
        for (PendingRecord waiting :
                morango.pendingRecords().of(Pupil.class).withReason().first(20)) {
            warn(waiting.id() + " cannot be shown: " + waiting.reason());
        }
    }

    private void listHeldBack(Morango morango) {
        for (HeldBackRecord held : morango.heldBack().of(Pupil.class).first(20)) {
            warn(held.id() + " is not sent: " + held.reason());
        }
    }

    private static Morango mending(EntityManagerFactory entityManagerFactory) {
        Morango morango = Morango.builder(entityManagerFactory)
                .onRefused(Pupil.class, (refused, entities) -> {
                    if (refused.collidingIds().isEmpty()) {
                        return Remedy.leave();
                    }
                    ObjectNode content = refused.content();
                    content.put("username", content.get("username").stringValue() + "-2");
                    return Remedy.tryAgainWith(content);
                })
                .build();
        return morango;
    }

    private static Morango adapting(EntityManagerFactory entityManagerFactory, String teachers) {
        Morango morango = Morango.builder(entityManagerFactory)
                .adapt(Pupil.class, (members, filter) -> {
                    if (!filter.contains(teachers)) {
                        members.putNull("teacher_id");
                    }
                })
                .build();
        return morango;
    }

    @Test
    void personTravels(TestPeer school, TestPeer tablet) {
        school.inTransaction(entities -> {
            Team team = new Team();
            entities.persist(team);
            entities.persist(new Person(List.of(team)));
        });
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Person.class)).hasSize(1);
    }

    @Test
    void subjectThatTwoPeersMakeIsOneRecord(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        school.inTransaction(entities -> entities.persist(new Subject(root, "ART")));
        tablet.inTransaction(entities -> entities.persist(new Subject(root, "ART")));
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        assertThat(tablet.findAll(Subject.class)).hasSize(1);
    }

    @Test
    void secondPupilOfANameIsRenamed(TestPeer school, TestPeer tablet) {
        school.inTransaction(entities -> entities.persist(new Pupil("ada", "Ada L.", null)));
        tablet.inTransaction(entities -> entities.persist(new Pupil("ada", "Ada K.", null)));
        tablet.syncWith(school);
        listHeldBack(tablet.morango());
        listWaiting(tablet.morango());
        assertThat(warnings).singleElement().satisfies(text -> assertThat(text).contains("username"));

        Morango morango = mending(tablet.entityManagerFactory());
        try (var connection = morango.connect(school.url());
                var client = connection.openSession(tablet.certificate())) {
            client.pull();
            client.push();
        }
        assertThat(tablet.findAll(Pupil.class)).extracting(Pupil::username).contains("ada", "ada-2");
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
    }

    @Test
    void pupilArrivesWithoutTheTeacherWhoDoesNot(TestPeer school, TestPeer tablet) {
        String root = school.certificate().id();
        tablet.joinAs("pupils", Map.of());
        school.inTransaction(entities -> {
            Teacher teacher = new Teacher();
            entities.persist(teacher);
            entities.persist(new Pupil("bea", "Bea", teacher));
        });
        Morango morango = adapting(tablet.entityManagerFactory(), root + ":teachers");
        try (var connection = morango.connect(school.url());
                var client = connection.openSession(tablet.certificate())) {
            client.pull();
            client.push();
        }
        assertThat(tablet.findAll(Pupil.class)).singleElement().satisfies(pupil -> {
            assertThat(pupil.teacher()).isNull();
            assertThat(pupil.fullName()).isEqualTo("Bea");
        });
        assertThat(school.findAll(Pupil.class).get(0).teacher()).isNotNull();
    }
}
