package org.morango.example.school;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.example.school.model.AttemptLog;
import org.morango.example.school.model.Learner;
import org.morango.example.school.model.Lesson;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.IssuedInvitation;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncTarget;
import org.morango.server.MorangoServer;

/**
 * A school day. The facility has a server, and the city has all of the facility's data. A learner takes home a tablet
 * that has the lessons and that learner's own attempts.
 */
final class Demo implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final SchoolPeer facility = peer("facility");
    private final SchoolPeer city = peer("city");
    private final SchoolPeer home = peer("home");
    private final MorangoServer server = facility.morango().serve(0);
    private final String url = "http://localhost:" + server.port() + "/";
    private final String root;
    private final Certificate cityCertificate;
    private final Certificate homeCertificate;
    private final String ada = Learner.idOf("ada");
    private final String ben = Learner.idOf("ben");
    private int step;

    Demo() {
        say("Three peers start, each on an embedded H2 database of its own; facility serves at " + url + ".");
        root = facility.createRoot().id();
        say("Facility makes a root certificate: its id, " + root + ", begins every partition of its data.");
        cityCertificate = join(city, SchoolPeer.FULL_FACILITY, Map.of("dataset_id", root));
        homeCertificate = join(home, SchoolPeer.SINGLE_USER, Map.of("dataset_id", root, "user_id", ada));
        say(
                "City joins by an invitation, and gets a certificate for all of it; home, ada's tablet, by one for ada alone"
                        + " (lessons to read, her attempts to read and write).");
    }

    private static SchoolPeer peer(String name) {
        return SchoolPeer.init("jdbc:h2:mem:demo_" + name + ";DB_CLOSE_DELAY=-1");
    }

    private Certificate join(SchoolPeer peer, String scope, Map<String, String> params) {
        InvitationTerms terms = InvitationTerms.of(root, scope).withParams(params);
        IssuedInvitation invitation = facility.morango().invitations().create(terms);
        return peer.morango().join(invitation.text(url));
    }

    Map<String, Object> run() {
        Lesson fractions = lesson("Fractions");
        Lesson poems = lesson("Poems");
        Lesson drafts = lesson("Draft, never finished");
        attempt(facility, ben, fractions, "1/2", "0.5");
        say("Facility writes three lessons, and records an attempt by ben.");

        sync(city, cityCertificate);
        sync(home, homeCertificate);
        say("City and home sync. City: " + content(city) + ". Home: " + content(home) + ": ben's attempt stays away.");

        attempt(home, ada, find(home, fractions), "3/4", "1");
        attempt(home, ada, find(home, poems), "roses are red", null);
        sync(home, homeCertificate);
        sync(city, cityCertificate);
        say("At home ada tries two lessons. Her attempts reach facility, and by way of it city: " + content(city)
                + ".");

        retitle(facility, fractions, "Fractions and decimals");
        retitle(city, fractions, "Fractions for all");
        retitle(city, poems, "Poems of spring");
        sync(city, cityCertificate);
        long conflicts = city.morango().storeFigures().conflicts();
        sync(city, cityCertificate);
        say("Facility and city both rename one lesson: a conflict. City, which merged, keeps its title, "
                + quoted(title(city, fractions)) + "; the other stays beside it in the store, and facility takes the"
                + " result: " + quoted(title(facility, fractions)) + ". City's other edit simply arrives: "
                + quoted(title(facility, poems)) + ".");

        facility.database().inTransaction(s -> s.remove(s.find(Lesson.class, drafts.getId())));
        sync(home, homeCertificate);
        sync(city, cityCertificate);
        say("Facility deletes the draft. Lessons left: facility " + count(facility, Lesson.class) + ", city "
                + count(city, Lesson.class) + ", home " + count(home, Lesson.class) + ".");

        keepInSync(poems);
        return verdict(conflicts);
    }

    /** From here on, nobody calls for a sync. */
    private void keepInSync(Lesson poems) {
        try (ContinuousSync tablet = keep(home, homeCertificate);
                ContinuousSync data = keep(city, cityCertificate)) {
            tablet.firstSync().join();
            data.firstSync().join();
            long title = millis(
                    () -> retitle(facility, poems, "Poems of summer"),
                    () -> title(home, poems).equals("Poems of summer"));
            int before = count(city, AttemptLog.class);
            long attempt = millis(
                    () -> attempt(home, ada, find(home, poems), "violets are blue", "1"),
                    () -> count(city, AttemptLog.class) > before);
            say(
                    "Home and city now keep in sync, and nobody has to ask any more: a title that facility changes is on the"
                            + " tablet after " + title
                            + " ms, ada's next attempt at facility, and from there at city, after "
                            + attempt + " ms.");
        }
    }

    /** Returns the milliseconds from an action until it shows elsewhere. */
    private static long millis(Runnable action, BooleanSupplier shown) {
        action.run();
        long begun = System.nanoTime();
        while (!shown.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE) {
                throw new IllegalStateException("A change has not arrived.");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private ContinuousSync keep(SchoolPeer peer, Certificate certificate) {
        return peer.morango()
                .keepInSync(SyncTarget.at(url).certificate(certificate.id()).build());
    }

    private Map<String, Object> verdict(long conflicts) {
        boolean same = dump(facility).equals(dump(city));
        boolean homeHasOwn = count(home, AttemptLog.class) == 3 && count(home, Lesson.class) == 2;
        boolean homeHasNoOther =
                all(home, AttemptLog.class).stream().allMatch(a -> a.getUserId().equals(ada));
        boolean lessonsAgree =
                dump(facility).lines().toList().containsAll(dump(home).lines().toList());
        say(same ? "Facility and city hold the same rows." : "Facility and city differ!");
        say(homeHasNoOther ? "Home holds nothing of other learners." : "Home holds rows of other learners!");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("converged", same && homeHasOwn && homeHasNoOther && lessonsAgree && conflicts == 1);
        result.put("facility", rows(facility));
        result.put("city", rows(city));
        result.put("home", rows(home));
        result.put("conflicts", conflicts);
        return result;
    }

    private Lesson lesson(String title) {
        Lesson lesson = new Lesson(root, title, "All about: " + title, facility.now());
        facility.database().inTransaction(session -> session.persist(lesson));
        return lesson;
    }

    private void attempt(SchoolPeer peer, String learner, Lesson lesson, String answer, @Nullable String score) {
        BigDecimal points = score == null ? null : new BigDecimal(score);
        peer.database()
                .inTransaction(
                        session -> session.persist(new AttemptLog(root, learner, lesson, answer, points, peer.now())));
    }

    private static void retitle(SchoolPeer peer, Lesson lesson, String title) {
        peer.database()
                .inTransaction(
                        session -> session.find(Lesson.class, lesson.getId()).setTitle(title));
    }

    private void sync(SchoolPeer peer, Certificate certificate) {
        try (SyncConnection connection = peer.morango().connect(url);
                SyncClient client = connection.openSession(certificate)) {
            client.sync();
        }
    }

    private static String title(SchoolPeer peer, Lesson lesson) {
        return find(peer, lesson).getTitle();
    }

    private static Lesson find(SchoolPeer peer, Lesson lesson) {
        return peer.database().fromTransaction(session -> session.find(Lesson.class, lesson.getId()));
    }

    private static <T extends SyncableEntity> List<T> all(SchoolPeer peer, Class<T> type) {
        return peer.database()
                .fromTransaction(session -> session.createSelectionQuery("from " + type.getSimpleName(), type)
                        .getResultList());
    }

    private static int count(SchoolPeer peer, Class<? extends SyncableEntity> type) {
        return all(peer, type).size();
    }

    private static String content(SchoolPeer peer) {
        return count(peer, Lesson.class) + " lessons, " + count(peer, AttemptLog.class) + " attempts";
    }

    private static long rows(SchoolPeer peer) {
        return dump(peer).lines().count();
    }

    private static String dump(SchoolPeer peer) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        DumpCommand.print(peer, new PrintStream(lines, true, StandardCharsets.UTF_8));
        return lines.toString(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private void say(String text) {
        School.say(++step + ". " + text);
    }

    @Override
    public void close() {
        server.close();
        home.close();
        city.close();
        facility.close();
    }
}
