package org.morango.documents;

import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java files of a document with the test's own class path. */
public final class CompiledFiles {
    private CompiledFiles() {}

    /**
     * Compiles files and loads the classes.
     *
     * @param folder the folder for sources and classes
     * @param files the files by path; only those that end in {@code .java} are compiled
     * @throws AssertionError if they do not compile
     */
    public static URLClassLoader load(Path folder, Map<String, String> files) throws IOException {
        Path classes = compile(folder, files);
        try {
            return new URLClassLoader(new URL[] {classes.toUri().toURL()}, CompiledFiles.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Compiles files, and returns the folder of classes. */
    public static Path compile(Path folder, Map<String, String> files) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (file.getKey().endsWith(".java")) {
                Path source = folder.resolve(file.getKey());
                Files.createDirectories(source.getParent());
                sources.add(Files.writeString(source, file.getValue()));
            }
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d", classes.toString(), "-parameters", "-proc:none", "-cp", System.getProperty("java.class.path"));
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!done) {
                throw new AssertionError(said);
            }
        }
        return classes;
    }
}
