package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.documents.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The code in documents is compiled code of some module. */
class EveryDocumentTest {
    private static final Path ROOT = Path.of("..");
    /** Documents whose code is only there. Separate tests compile it and follow their steps. */
    private static final Set<String> TOURS = Set.of("docs/tour.md", "docs/tour-spring.md", "docs/tour-quarkus.md");

    private static final List<String> SOURCES =
            files(".java").stream().map(file -> bare(read(file))).toList();

    static Stream<Document> documents() {
        return files(".md").stream()
                .map(file -> new Document(ROOT.relativize(file).toString(), read(file)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void codeIsCompiled(Document document) {
        if (TOURS.contains(document.name())) {
            return;
        }
        assertThat(document.blocks("java"))
                .as("code of " + document.name() + " of which no source has all lines")
                .filteredOn(block -> {
                    List<String> lines =
                            block.lines().map(EveryDocumentTest::bare).toList();
                    return SOURCES.stream().noneMatch(source -> lines.stream().allMatch(source::contains));
                })
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void dependenciesAreModules(Document document) throws Exception {
        Set<String> modules = files("pom.xml").stream()
                .map(pom -> element(read(pom).replaceFirst("(?s)<parent>.*?</parent>", ""), "artifactId")
                        .get(0))
                .collect(Collectors.toSet());
        for (String block : document.blocks("xml")) {
            String xml = block.startsWith("<?xml") ? block : "<block>" + block + "</block>";
            assertThat(modules)
                    .containsAll(element(xml, "artifactId").stream()
                            .filter(artifact -> artifact.startsWith("morango"))
                            .toList());
        }
    }

    /** Commands take too long to be run here, but the things that they name exist. */
    @ParameterizedTest
    @MethodSource("documents")
    void commandsNameWhatThereIs(Document document) {
        String build = files("pom.xml").stream().map(EveryDocumentTest::read).collect(Collectors.joining());
        String code = build + String.join("\n", SOURCES);
        for (String command : document.commands()) {
            for (String profiles : parts(command, "-P(\\S+)")) {
                assertThat(profiles.split(","))
                        .as(command)
                        .allSatisfy(named -> assertThat(build).contains("<id>" + named + "</id>"));
            }
            for (String module : parts(command, "-pl (\\S+)")) {
                assertThat(module.split(","))
                        .as(command)
                        .allSatisfy(path -> assertThat(ROOT.resolve(path)).isDirectory());
            }
            for (String test : parts(command, "-Dtest=(\\w+)")) {
                assertThat(files("/" + test + ".java")).as(command).isNotEmpty();
            }
            for (String property : parts(command, "mvn.* -D([\\w.]+)=")) {
                assertThat(property.startsWith("surefire.") || property.equals("test") || code.contains(property))
                        .as(command)
                        .isTrue();
            }
            for (String jar : parts(command, "-jar (examples/\\S+)")) {
                String[] path = jar.split("/");
                assertThat(read(ROOT.resolve(path[0]).resolve(path[1]).resolve("pom.xml")))
                        .as(command)
                        .containsAnyOf(
                                "<finalName>" + path[path.length - 1].replace(".jar", "") + "</finalName>",
                                "quarkus-maven-plugin");
            }
        }
    }

    /** Comments refer to the protocol by title, because numbers change. */
    @Test
    void commentsNameSectionsOfTheProtocol() {
        List<String> titles = parts(read(ROOT.resolve("docs/protocol.md")), "(?m)^##+ (?:\\d+\\. )?(.+)$");
        List<String> named = files(".java").stream()
                .map(file -> read(file).replaceAll("\\s*\\n\\s*\\*\\s*", " "))
                .flatMap(source -> parts(source, "docs/protocol\\.md, ((?:\"[^\"]+\"(?: and )?)+)").stream())
                .flatMap(list -> parts(list, "\"([^\"]+)\"").stream())
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(titles).containsAll(named);
    }

    private static List<String> parts(String command, String pattern) {
        return Pattern.compile(pattern)
                .matcher(command)
                .results()
                .map(part -> part.group(1))
                .toList();
    }

    private static List<String> element(String xml, String name) {
        try {
            NodeList found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getElementsByTagName(name);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) {
                texts.add(found.item(i).getTextContent());
            }
            return texts;
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    private static List<Path> files(String end) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    return name.equals("target") || name.startsWith(".") && !name.equals("..")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(end)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static String bare(String code) {
        return code.lines()
                .map(line -> line.replaceAll("//.*", ""))
                .collect(Collectors.joining())
                .replaceAll("\\s", "")
                // Classes of tests are often nested.
                .replace("staticclass", "class");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
