package org.morango.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Java code of a document. */
final class DocumentedCode {
    private static final Path HERE = Path.of("src/test/java/org/morango/testkit/readme");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private DocumentedCode() {}

    /** Fails unless every line of it is in one of the sources, whatever the spaces and comments. */
    static void assertIn(String document, String... sources) {
        String code = Stream.of(sources)
                .map(source -> bare(read(HERE.resolve(source))))
                .collect(Collectors.joining("\n"));
        String missing = BLOCK.matcher(read(Path.of("../docs").resolve(document)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .flatMap(String::lines)
                .filter(line -> !code.contains(bare(line)))
                .collect(Collectors.joining("\n"));
        assertThat(missing)
                .as("lines of " + document + " that are not in what is compiled")
                .isEmpty();
    }

    private static String bare(String code) {
        return code.lines()
                .map(line -> line.replaceAll("//.*", ""))
                .collect(Collectors.joining())
                .replaceAll("\\s", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
