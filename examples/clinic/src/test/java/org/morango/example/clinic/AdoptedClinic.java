package org.morango.example.clinic;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** The clinic after the steps of docs/adopting.md: its sources with {@code adopting.patch}. */
final class AdoptedClinic extends URLClassLoader {
    private static final Path PATCH = Path.of("src/test/adoption/adopting.patch");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String PACKAGE = AdoptedClinic.class.getPackageName();

    private AdoptedClinic(URL classes) {
        super(new URL[] {classes}, AdoptedClinic.class.getClassLoader());
    }

    /** Compiles the application in a folder. */
    static AdoptedClinic compile(Path folder) throws IOException {
        Path copy = folder.resolve(SOURCES);
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path source : sources) {
            Path target = copy.resolve(SOURCES.relativize(source));
            Files.createDirectories(target.getParent());
            Files.copy(source, target);
        }
        SourcePatch.apply(Files.readAllLines(PATCH), folder);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> patched = Files.walk(copy)) {
            boolean done = compiler.getTask(
                            null,
                            manager,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-parameters",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-d",
                                    classes.toString()),
                            null,
                            manager.getJavaFileObjectsFromPaths(
                                    patched.filter(Files::isRegularFile).toList()))
                    .call();
            if (!done) {
                throw new IllegalStateException("The patched sources do not compile; the compiler said why.");
            }
        }
        return new AdoptedClinic(classes.toUri().toURL());
    }

    ConfigurableApplicationContext start(String... properties) throws ClassNotFoundException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            Class<?> application = loadClass(PACKAGE + ".ClinicApplication");
            return new SpringApplicationBuilder(new DefaultResourceLoader(this), application).run(properties);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Prefers the classes of the folder to those of the same name on the class path. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE + ".")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        return isOwn(name) ? findResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return isOwn(name) ? findResources(name) : super.getResources(name);
    }

    private static boolean isOwn(String name) {
        return name.startsWith(PACKAGE.replace('.', '/'));
    }
}
