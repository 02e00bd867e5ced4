package org.morango.example.clinic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables are those of {@code schema.txt}, which is written anew by {@code -Dschema.write=true}. */
@ClinicTest
class SchemaTest {
    private static final Path FILE = Path.of("src/test/resources/schema.txt");

    @Autowired
    JdbcClient clinic;

    @Test
    void tablesAreAsTheMigrationsMadeThem() throws Exception {
        if (Boolean.getBoolean("schema.write")) {
            Files.write(FILE, SchemaDump.of(clinic, name -> !name.startsWith("flyway_")));
        }
        List<String> expected = Files.readAllLines(FILE);
        Set<String> names = expected.stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.toSet());

        assertThat(names).contains("patient", "patient_allergy", "patient_seq");
        assertThat(SchemaDump.of(clinic, names::contains)).containsExactlyElementsOf(expected);
    }
}
