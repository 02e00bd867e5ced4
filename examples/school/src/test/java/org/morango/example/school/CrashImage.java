package org.morango.example.school;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Starts {@link CrashPeer} processes from an archive of loaded classes, which halves the time. */
final class CrashImage {
    private final List<String> command;

    private CrashImage(List<String> command) {
        this.command = command;
    }

    /**
     * Makes the archive from the classes that a rehearsal loads. A JVM that cannot use the archive runs without it.
     *
     * @param rehearsal a server's and a client's database, and their root
     */
    static CrashImage make(Path directory, String... rehearsal) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            // Archives cannot contain directories.
            classPath.add(
                    Files.isDirectory(path)
                            ? jar(path, directory.resolve(classPath.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        String joined = String.join(File.pathSeparator, classPath);
        Path archive = directory.resolve("classes.jsa");
        new CrashImage(command(joined, "-XX:ArchiveClassesAtExit=" + archive))
                .process(10, rehearsal)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createFile(directory.resolve("no-orders")).toFile()))
                .redirectOutput(directory.resolve("archiving.log").toFile())
                .start()
                .waitFor();
        return new CrashImage(command(joined, "-XX:SharedArchiveFile=" + archive));
    }

    private static List<String> command(String classPath, String archive) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                archive,
                "-Dorg.jboss.logging.provider=slf4j",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return jar;
    }

    /** @param passRecords number of records that are merged before a commit */
    ProcessBuilder process(int passRecords, String... arguments) {
        List<String> all = new ArrayList<>(command);
        // As in the school's jar: SQLite's driver contains native code.
        all.add(1, "--enable-native-access=ALL-UNNAMED");
        all.add(1, "-Dorg.morango.passRecords=" + passRecords);
        all.add(CrashPeer.class.getName());
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all);
    }
}
