package org.morango.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's code is that of this package, which is compiled. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SOURCES = Path.of("src/test/java/org/morango/testkit/readme");

    @Test
    void codeIsCompiled() throws IOException {
        List<String> sources = new ArrayList<>();
        try (var files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.add(withoutSpace(Files.readString(file)));
            }
        }
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(5);
        assertThat(blocks)
                .allSatisfy(block ->
                        assertThat(sources).anySatisfy(s -> assertThat(s).contains(withoutSpace(block))));
    }

    @Test
    void linksLeadToFiles() throws IOException {
        List<String> links = Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)")
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
