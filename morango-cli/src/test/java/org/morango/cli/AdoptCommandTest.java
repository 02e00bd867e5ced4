package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rows that nobody has noted are adopted by the command line. */
class AdoptCommandTest {
    @TempDir
    private Path directory;

    private String url = "";

    private JsonNode adopt(String... more) {
        List<String> arguments = new ArrayList<>(List.of("adopt", "school", "--json", "--db", url));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new)).json();
    }

    private List<String> rowsWithoutRecord() {
        return Run.of("verify", "--limit", "100", "--db", url)
                .out()
                .lines()
                .filter(line -> line.contains("neither in the store nor in the outbox"))
                .map(line -> line.replaceAll(".* of table (\\w+) .*", "$1"))
                .toList();
    }

    private static void unnoted(Session session) {
        session.persist(new OwnKeys.Pupil("green"));
        session.persist(new OwnKeys.Room("C 3"));
        session.persist(new OwnKeys.Laptop());
    }

    @Test
    void rowsOfTablesWithOneModelAreNoted() throws SQLException {
        url = "jdbc:h2:file:" + directory.resolve("school") + ";DB_CLOSE_DELAY=0";
        try (OwnKeySample sample = new OwnKeySample(url)) {
            sample.run(AdoptCommandTest::unnoted);
            new Tables(url).run("delete from morango_outbox");

            JsonNode counted = adopt("--dry-run");
            assertThat(counted.get("rows").longValue()).isEqualTo(2);
            assertThat(counted.get("noted").booleanValue()).isFalse();
            assertThat(rowsWithoutRecord()).containsExactlyInAnyOrder("pupil", "room", "laptop");

            JsonNode adopted = adopt();
            assertThat(adopted.get("rows").longValue()).isEqualTo(2);
            assertThat(adopted.get("left_out").stringValue())
                    .isEqualTo("device, guest, laptop, phone: call Morango.adopt for them");
            assertThat(adopt().get("rows").longValue()).isZero();

            sample.sync();
            assertThat(rowsWithoutRecord()).containsExactly("laptop");
            assertThat(new Tables(url)
                            .value("select count(*) from morango_store where model_name in ('pupil', 'room')"))
                    .isEqualTo(String.valueOf(OwnKeySample.MANY + 5));
        }
    }

    @Test
    void profileWithoutCertificateIsRefused() {
        url = "jdbc:h2:file:" + directory.resolve("other");
        try (OwnKeySample sample = new OwnKeySample(url)) {
            sample.sync();
            Run run = Run.of("adopt", "clinic", "--db", url);
            assertThat(run.exitCode()).isEqualTo(MorangoCli.FAILED);
            assertThat(run.err()).contains("no certificate of the profile; join first");
        }
    }
}
