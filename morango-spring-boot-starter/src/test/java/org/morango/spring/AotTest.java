package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.spring.app.NotesApp;
import org.springframework.boot.SpringApplicationAotProcessor;

/** The application, processed ahead of time as its build would do it. */
class AotTest {

    @Test
    void processedApplicationStarts(@TempDir Path directory) throws Exception {
        Path sources = directory.resolve("sources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        // In a process of its own: classes that this process has loaded would not be generated.
        AppProcess.java(
                AppProcess.classPath(path -> true),
                List.of(
                        SpringApplicationAotProcessor.class.getName(),
                        NotesApp.class.getName(),
                        sources.toString(),
                        classes.toString(),
                        classes.toString(),
                        "org.morango",
                        "notes",
                        "--server.port=0",
                        "--spring.datasource.generate-unique-name=true"));
        compile(sources, classes);

        String said = AppProcess.run(
                classes + File.pathSeparator + AppProcess.classPath(path -> true), "-Dspring.aot.enabled=true");

        assertThat(said)
                .contains("AOT-processed")
                .contains("ready ", " morangoServlet ", " morangoPeerSyncs ", " morangoHealthIndicator ");
    }

    private static void compile(Path sources, Path classes) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> files;
        try (Stream<Path> found = Files.walk(sources)) {
            files = found.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(files).anyMatch(file -> file.toString().contains("MorangoAutoConfiguration"));
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            null,
                            manager,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-cp",
                                    classes + File.pathSeparator + AppProcess.classPath(path -> true),
                                    "-d",
                                    classes.toString()),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(done).isTrue();
        }
    }
}
