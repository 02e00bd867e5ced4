package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.hibernate.Morango;

/**
 * An application on the module path, as docs/hibernate.md describes it, with the packaged jars. Does not run before the
 * library is packaged, as by {@code mvn test}.
 */
class ModulePathTest {
    /** What an application with H2 has at run time. The class path of the tests has more. */
    private static final Pattern RUN_TIME = Pattern.compile(
            "(morango-(core|hibernate6?)|hibernate-(core|models|commons-annotations)|jakarta\\..*|jboss-logging"
                    + "|byte-buddy|classmate|jandex|antlr4-runtime|jaxb-.*|txw2|istack-.*|angus-activation"
                    + "|jackson-.*|bcp.*|slf4j-.*|h2)-[0-9][^/]*(?<!-tests)\\.jar");

    @TempDir
    Path folder;

    @BeforeEach
    void packaged() {
        assumeTrue(jarOf(Morango.class).toString().endsWith(".jar"), "the library is not packaged yet");
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> RUN_TIME.matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .toList();
    }

    @Test
    void anApplicationRunsWithoutNamingModules() throws Exception {
        assumeTrue(Version.getVersionString().startsWith("7."), "Hibernate 6.6 does not start on the module path");
        String path = String.join(File.pathSeparator, modulePath());
        Path sources = Files.createDirectories(folder.resolve("sources"));
        for (String name : List.of("module-info.java", "Note.java", "Notes.java")) {
            try (InputStream source = ModulePathTest.class.getResourceAsStream("/module-path/notes/" + name)) {
                Files.copy(source, sources.resolve(name));
            }
        }
        Path classes = folder.resolve("classes");
        compile(path, sources, classes);

        assertThat(run(path + File.pathSeparator + classes)).isEqualTo("Water the plants");
    }

    private static void compile(String path, Path sources, Path classes) throws IOException {
        try (Stream<Path> files = Files.list(sources)) {
            List<String> arguments = Stream.concat(
                            Stream.of("-d", classes.toString(), "-p", path), files.map(Path::toString))
                    .toList();
            StringWriter said = new StringWriter();
            PrintWriter out = new PrintWriter(said);
            int result = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
            assertThat(result).as(said::toString).isZero();
        }
    }

    private String run(String path) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-p",
                        path,
                        "-m",
                        "notes/notes.Notes")
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readString(output).strip();
    }

    @Test
    void bothLinesOfHibernateAreOneModule() throws IOException {
        String onlyBefore7 = "    requires (com.fasterxml.classmate|org.jboss.jandex);\n";

        assertThat(descriptorOf("morango-hibernate6").replaceAll(onlyBefore7, ""))
                .isEqualTo(descriptorOf("morango-hibernate"));
    }

    private static String descriptorOf(String artifact) throws IOException {
        return Files.readString(Path.of("..", artifact, "src/main/module/module-info.java"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Peer.class, Morango.class})
    void whatIsNotInternalIsExported(Class<?> type) {
        ModuleDescriptor descriptor =
                ModuleFinder.of(jarOf(type)).findAll().iterator().next().descriptor();

        assertThat(descriptor.isAutomatic()).isFalse();
        Set<String> exported = descriptor.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        assertThat(exported)
                .containsExactlyInAnyOrderElementsOf(descriptor.packages().stream()
                        .filter(name -> !name.contains(".internal.") && !name.startsWith("org.morango.migrations"))
                        .toList());
    }

    @Test
    void servicesOfTheClassPathAreThoseOfTheModule() throws IOException {
        ModuleDescriptor descriptor = ModuleFinder.of(jarOf(Morango.class))
                .find("org.morango.hibernate")
                .orElseThrow()
                .descriptor();

        try (JarFile jar = new JarFile(jarOf(Morango.class).toFile())) {
            Set<String> listed = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("META-INF/services/.+"))
                    .map(name -> name.substring("META-INF/services/".length()))
                    .collect(Collectors.toSet());
            assertThat(listed).isNotEmpty();
            assertThat(descriptor.provides())
                    .extracting(ModuleDescriptor.Provides::service)
                    .containsExactlyInAnyOrderElementsOf(listed);
            for (ModuleDescriptor.Provides provided : descriptor.provides()) {
                try (InputStream file = jar.getInputStream(jar.getEntry("META-INF/services/" + provided.service()))) {
                    assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines())
                            .containsExactlyInAnyOrderElementsOf(provided.providers());
                }
            }
        }
    }
}
