package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.documents.CompiledFiles;
import org.morango.documents.Document;

/** The files of docs/tour-quarkus.md; {@link NotesTest} runs two such instances. */
class QuarkusTourTest {
    private static Document tour() throws IOException {
        return new Document("tour-quarkus.md", Files.readString(Path.of("../../docs/tour-quarkus.md")));
    }

    @Test
    void filesCompile(@TempDir Path folder) throws Exception {
        try (var classes = CompiledFiles.load(folder, tour().files())) {
            assertThat(classes.loadClass("tour.Note")).isNotNull();
            assertThat(classes.loadClass("tour.NotesResource")).isNotNull();
        }
    }

    @Test
    void projectDependsOnWhatIsBuiltHere() throws IOException {
        String parent = Files.readString(Path.of("../../pom.xml"));
        assertThat(tour().files().get("pom.xml"))
                .contains("<version>" + first(parent, "</artifactId>\\s+<version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<quarkus.version>([^<]+)") + "</version>")
                .contains("<version>" + first(parent, "<compiler-plugin.version>([^<]+)") + "</version>");
    }

    private static String first(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
