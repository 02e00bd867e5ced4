package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Adoption;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.hibernate.report.IdentityImport;
import org.morango.hibernate.report.PendingRecord;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.it.documents.modeling.Account;
import org.morango.it.documents.modeling.Allergy;
import org.morango.it.documents.modeling.Patient;
import org.morango.it.documents.modeling.Visit;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Follows docs/adopting.md with two clinics that have numbered their patients on their own. */
class AdoptingTest {
    static final ScopeDefinition WHOLE_CLINIC = ScopeDefinition.named("whole-clinic", "clinic")
            .primaryParam("clinic")
            .readWrite("${clinic}")
            .build();

    private static final PeerSettings SERVING = PeerSettings.builder()
            .server(server -> server.authenticator(credentials -> Optional.of(credentials::username))
                    .signingPermission((user, parent, scope, params) -> true))
            .build();

    private final List<String> warnings = new ArrayList<>();

    private void warn(String text) {
        warnings.add(text);
    }

    private static Certificate found(Morango morango) {
        morango.certificates().define(WHOLE_CLINIC);
        Certificate root = morango.certificates().createRoot("whole-clinic");
        return root;
    }

    private static AdoptionResult enterNew(Morango morango) {
        AdoptionResult adopted = morango.adopt("clinic", Adoption.ofNewRows());
        return adopted;
    }

    private static AdoptionResult enterMatched(Morango morango) {
        Adoption adoption = Adoption.ofNewRows().matching(Patient.class, "name");
        AdoptionResult adopted = morango.adopt("clinic", adoption);
        return adopted;
    }

    private void listWhatIsLeftOut(Morango morango) {
        for (HeldBackRecord held : morango.heldBack().first(20)) {
            warn(held.id() + " is not sent: " + held.reason());
        }
        for (UnplacedRows rows : morango.unplacedRows()) {
            warn(rows.count() + " rows are not sent, because " + rows.reason().cause());
        }
    }

    private static void join(Morango morango, String url, String rootId, String user, String password) {
        morango.certificates().define(WHOLE_CLINIC);
        try (SyncConnection connection = morango.connect(url)) {
            connection.requestCertificate(rootId, "whole-clinic", Map.of("clinic", rootId), user, password);
            try (SyncClient client = connection.openSession()) {
                client.pull();
            }
        }
    }

    private static void unite(Morango morango, PendingRecord pending) {
        morango.unite(Patient.class, 1L, pending.id());
    }

    private static void export(Morango morango, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            morango.identities("clinic").write(out);
        }
    }

    private void load(Morango morango, Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file)) {
            IdentityImport imported = morango.identities("clinic").read(in);
            imported.problems().forEach(this::warn);
        }
    }

    private static void sync(Morango morango, String url) {
        try (SyncConnection connection = morango.connect(url);
                SyncClient client = connection.openSession()) {
            client.pull();
            client.push();
        }
    }

    private static SessionFactory clinic(String name, int nuts, String patient) {
        SessionFactory factory = new Configuration()
                .addAnnotatedClasses(Patient.class, Visit.class, Allergy.class, Account.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + name)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
        factory.inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                for (String sql : List.of(
                        "insert into Account (id) values (1)",
                        "insert into Allergy (id, code, name) values (" + nuts + ", 'NUT', 'Nuts'), (9, '" + name
                                + "', '')",
                        "insert into Patient (id, version, createdBy_id, name) values (1, 0, 1, '" + patient
                                + "'), (2, 0, 1, 'Kim')",
                        "insert into Patient_Allergy (Patient_id, allergies_id) values (1, " + nuts + ")",
                        "insert into Visit (id, version, patient_id, reason) values (1, 0, 1, 'cough')",
                        "alter sequence Allergy_SEQ restart with 101",
                        "alter sequence Patient_SEQ restart with 101",
                        "alter sequence Visit_SEQ restart with 101")) {
                    statement.execute(sql);
                }
            }
        }));
        return factory;
    }

    private static List<String> patients(SessionFactory factory) {
        return factory.fromSession((Session session) -> session.createSelectionQuery(
                        "select p.name from Patient p order by p.name", String.class)
                .getResultList());
    }

    private static List<String> visits(SessionFactory factory) {
        return factory.fromSession((Session session) -> session.createSelectionQuery(
                        "select v.patient.name || ' ' || v.reason || ' ' || a.code from Visit v join v.patient.allergies a"
                                + " order by 1",
                        String.class)
                .getResultList());
    }

    @Test
    void clinicsWithDataEndUpWithTheSamePatients() {
        try (SessionFactory town = clinic("town", 3, "Ada");
                SessionFactory village = clinic("village", 5, "Bea")) {
            Morango first = Morango.on(town, SERVING);
            Morango second = Morango.on(village);
            String rootId = found(first).id();
            assertThat(enterNew(first).matched()).isZero();
            try (MorangoServer server = first.serve(0)) {
                String url = "http://localhost:" + server.port() + "/";
                join(second, url, rootId, "ada", "secret");
                assertThat(second.pendingRecords().withReason().first(20)).isNotEmpty();
                assertThat(enterMatched(second).matched()).isEqualTo(1);
                sync(second, url);
            }
            assertThat(patients(town)).containsExactly("Ada", "Bea", "Kim");
            assertThat(patients(village)).containsExactly("Ada", "Bea", "Kim");
            assertThat(visits(town)).containsExactly("Ada cough NUT", "Bea cough NUT");
            assertThat(visits(village)).containsExactly("Ada cough NUT", "Bea cough NUT");
            assertThat(enterNew(first)).isEqualTo(new AdoptionResult(0, 0));
            listWhatIsLeftOut(first);
            listWhatIsLeftOut(second);
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void patientWhomBothClinicsHaveEnteredIsOneAfterwards() {
        try (SessionFactory hill = clinic("hill", 3, "Ada");
                SessionFactory lake = clinic("lake", 5, "Ada")) {
            Morango first = Morango.on(hill, SERVING);
            Morango second = Morango.on(lake);
            String rootId = found(first).id();
            enterNew(first);
            String ada = first.recordId(Patient.class, 1L).orElseThrow();
            try (MorangoServer server = first.serve(0)) {
                String url = "http://localhost:" + server.port() + "/";
                join(second, url, rootId, "ada", "secret");
                unite(
                        second,
                        second.pendingRecords().of(Patient.class).first(20).stream()
                                .filter(pending -> pending.id().equals(ada))
                                .findFirst()
                                .orElseThrow());
                assertThat(enterMatched(second).matched()).isEqualTo(1);
                sync(second, url);
            }
            assertThat(patients(hill)).containsExactly("Ada", "Kim");
            assertThat(patients(lake)).containsExactly("Ada", "Kim");
            assertThat(visits(hill)).isEqualTo(visits(lake)).hasSize(2);
        }
    }

    @Test
    void copyTakesOverTheMapOfTheOriginal(@TempDir Path folder) throws IOException {
        try (SessionFactory original = clinic("original", 3, "Ada");
                SessionFactory copy = clinic("copy", 3, "Ada")) {
            Morango first = Morango.on(original, SERVING);
            Morango second = Morango.on(copy);
            String rootId = found(first).id();
            enterNew(first);
            Path map = folder.resolve("map");
            export(first, map);
            try (MorangoServer server = first.serve(0)) {
                String url = "http://localhost:" + server.port() + "/";
                join(second, url, rootId, "ada", "secret");
                load(second, map);
                enterNew(second);
                sync(second, url);
            }
            assertThat(warnings).isEmpty();
            assertThat(patients(original)).containsExactly("Ada", "Kim");
            assertThat(patients(copy)).containsExactly("Ada", "Kim");
            assertThat(visits(copy)).hasSize(1);
            assertThat(second.recordId(Patient.class, 2L)).isEqualTo(first.recordId(Patient.class, 2L));
        }
    }
}
