package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names in the glossary and in the list of places for changes are those of classes. */
class GlossaryTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void wordsHaveTheirClasses() throws IOException {
        assertThat(names(Files.readString(ROOT.resolve("docs/glossary.md"))))
                .hasSizeGreaterThan(20)
                .isSubsetOf(classes());
    }

    @Test
    void changesHaveTheirPlaces() throws IOException {
        String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
        String table = text.substring(text.indexOf("## Where a change goes"), text.indexOf("## Rules"));
        assertThat(names(table)).hasSizeGreaterThan(10).isSubsetOf(classes());
    }
}
