package org.morango.example.clinic;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Adoption;
import org.morango.hibernate.Morango;
import org.morango.live.PeerSyncs;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Two installations of the clinic, with data in them, become peers. */
class AdoptionTest {
    @TempDir
    Path folder;

    private String[] arguments(String name, String... more) {
        return Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve(name),
                                "--logging.level.org.apache.catalina.loader=error"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private ConfigurableApplicationContext plain(String name, String... more) {
        return SpringApplication.run(ClinicApplication.class, arguments(name, more));
    }

    private static JdbcClient database(ConfigurableApplicationContext app) {
        return app.getBean(JdbcClient.class);
    }

    /** Returns the schema without the library's tables, and without those that Hibernate makes for its own use. */
    private static List<String> schema(ConfigurableApplicationContext app) {
        return SchemaDump.of(database(app), name -> !name.startsWith("morango_") && !name.startsWith("hte_"));
    }

    private static String url(ConfigurableApplicationContext app) {
        return "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + "/";
    }

    private static String name(ConfigurableApplicationContext app, long patient) {
        return database(app)
                .sql("select name from patient where id = ?")
                .param(patient)
                .query(String.class)
                .single();
    }

    private static long number(ConfigurableApplicationContext app, String patient) {
        return database(app)
                .sql("select id from patient where name = ?")
                .param(patient)
                .query(Long.class)
                .single();
    }

    private static long cancelled(ConfigurableApplicationContext app) {
        return database(app)
                .sql("select count(*) from appointment where deleted")
                .query(Long.class)
                .single();
    }

    private static void post(ConfigurableApplicationContext app, String path, String body) {
        RestClient.create(url(app))
                .post()
                .uri("api/" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.replace('\'', '"'))
                .retrieve()
                .toBodilessEntity();
    }

    /** Fills the second clinic, whose numbers begin with 1 as those of the first one do. */
    private static void work(ConfigurableApplicationContext app) {
        Doctors doctors = app.getBean(Doctors.class);
        Department surgery = app.getBean(EntityManager.class).find(Department.class, 4L);
        Long doctor = doctors.save(new Doctor("Eline Maas", surgery)).getId();
        Long patient = app.getBean(Reception.class)
                .register(new Reception.NewPatient(
                        "Piet Smit",
                        LocalDate.of(1949, 1, 31),
                        Patient.BloodGroup.O,
                        "K-200-001",
                        new Address("2 Dike Road", null, "Lakeside"),
                        Set.of("PEN")));
        Consultation consultation = app.getBean(Consultation.class);
        Long visit = consultation.open(patient, doctor, "Fell from a ladder", null);
        consultation.measure(visit, "pulse", new BigDecimal("91"), "1/min");
        consultation.prescribe(visit, "Ibuprofen", new BigDecimal("1200"), 5);
        consultation.close(visit, "S52");
        consultation.open(patient, doctor, "New cast", visit);
    }

    @Test
    void clinicsWithTheSameNumbersBecomePeers() throws Exception {
        List<String> townBefore;
        List<String> lakeBefore;
        try (ConfigurableApplicationContext town = plain("town")) {
            townBefore = schema(town);
            assertThat(name(town, 1)).isEqualTo("Rosa Marín");
        }
        try (ConfigurableApplicationContext lake = plain("lake", "--spring.flyway.locations=classpath:db/migration")) {
            lakeBefore = schema(lake);
            work(lake);
            assertThat(name(lake, 1)).isEqualTo("Piet Smit");
        }

        try (AdoptedClinic adopted = AdoptedClinic.compile(folder);
                ConfigurableApplicationContext town = adopted.start(arguments("town", "--clinic.password=elm"));
                ConfigurableApplicationContext lake = adopted.start(arguments(
                        "lake",
                        "--clinic.password=elm",
                        "--spring.flyway.locations=classpath:db/migration",
                        "--morango.peers[0].name=town",
                        "--morango.peers[0].url=" + url(town)))) {
            join(town, lake);
            sync(lake);
            assertThat(name(town, 1)).isEqualTo("Rosa Marín");
            assertThat(name(lake, 1)).isEqualTo("Piet Smit");
            assertThat(number(lake, "Rosa Marín")).isNotEqualTo(1);
            assertSame(town, lake);

            workOn(town, lake);
            sync(lake);
            assertSame(town, lake);
            assertThat(cancelled(town)).isEqualTo(2);
            assertThat(cancelled(lake)).isEqualTo(1);
            assertThat(schema(town)).containsExactlyElementsOf(townBefore);
            assertThat(schema(lake)).containsExactlyElementsOf(lakeBefore);
        }
    }

    /** Gives both clinics certificates, and makes records of the rows that exist. */
    private static void join(ConfigurableApplicationContext town, ConfigurableApplicationContext lake) {
        Morango first = town.getBean(Morango.class);
        Certificate root = first.certificates().createRoot("whole-clinic");
        first.adopt("clinic", Adoption.ofNewRows());
        Morango second = lake.getBean(Morango.class);
        try (SyncConnection connection = second.connect(url(town))) {
            connection.requestCertificate(root.id(), "whole-clinic", Map.of("clinic", root.id()), "reception", "elm");
        }
        second.adopt("clinic", Adoption.ofNewRows());
    }

    private static void sync(ConfigurableApplicationContext app) {
        PeerSyncs syncs = app.getBean(PeerSyncs.class);
        assertThat(syncs.sync("town").received()).isPositive();
        syncs.sync("town");
        assertThat(syncs.sync("town"))
                .satisfies(idle -> assertThat(idle.received() + idle.sent()).isZero());
    }

    /** Both clinics go on with records of the other one, under their own numbers. */
    private static void workOn(ConfigurableApplicationContext town, ConfigurableApplicationContext lake) {
        long rosa = number(lake, "Rosa Marín");
        post(lake, "patients/" + rosa + "/visits", "{'doctor': 1, 'reason': 'On holiday'}");
        long open = database(lake)
                .sql("select id from visit where patient_id = ? and status = 'OPEN' and reason <> 'On holiday'")
                .param(rosa)
                .query(Long.class)
                .single();
        post(lake, "visits/" + open + "/measurements", "{'name': 'diastolic', 'amount': 88, 'unit': 'mmHg'}");
        post(lake, "visits/" + open + "/close", "{'diagnosis': 'I10'}");
        long piet = number(town, "Piet Smit");
        RestClient.create(url(town))
                .delete()
                .uri("api/appointments/1")
                .retrieve()
                .toBodilessEntity();
        RestClient.create(url(town))
                .put()
                .uri("api/patients/" + piet + "/address")
                .body(new Address("9 Bridge Street", "1012", "Riverton"))
                .retrieve()
                .toBodilessEntity();
    }

    private static void assertSame(ConfigurableApplicationContext town, ConfigurableApplicationContext lake) {
        Map<String, List<String>> rows = SyncedRows.of(database(town));
        assertThat(SyncedRows.of(database(lake))).containsExactlyEntriesOf(rows);
        assertThat(rows.get("patient")).hasSize(4);
        assertThat(rows.get("department")).hasSize(4);
        assertThat(rows.toString()).doesNotContain("row without a record");
        for (ConfigurableApplicationContext app : List.of(town, lake)) {
            assertThat(app.getBean(Morango.class).pendingRecords().count()).isZero();
            assertThat(app.getBean(Morango.class).unplacedRows()).isEmpty();
        }
    }
}
