package org.morango.hibernate.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLocksTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("locks");
    }

    /** What the other process of a test runs: takes a lock, says so, and keeps it until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        System.out.print(FileLocks.take(Path.of(args[0]), args[1]).isPresent() ? "+" : "-");
        System.out.flush();
        Thread.currentThread().join();
    }

    @Test
    void lockOfAnotherProcessIsFreeWhenThatDies() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileLocksTest.class.getName(),
                        file.toString(),
                        "one")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('+');
            assertThat(FileLocks.take(file, "one")).isEmpty();
            try (FileLocks.Held two = FileLocks.take(file, "two").orElseThrow()) {
                assertThat(two).isNotNull();
                assertThat(FileLocks.take(file, "one")).isEmpty();
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertIsFree("one");
    }

    @Test
    void locksOfOneProcessExcludeEachOtherToo() {
        FileLocks.Held one = FileLocks.take(file, "one").orElseThrow();
        FileLocks.Held two = FileLocks.take(file, "two").orElseThrow();
        assertThat(FileLocks.take(file, "one")).isEmpty();
        one.close();
        assertThat(FileLocks.take(file, "two")).isEmpty();
        // A second time, when it is somebody else's.
        FileLocks.Held again = FileLocks.take(file, "one").orElseThrow();
        one.close();
        assertThat(FileLocks.take(file, "one")).isEmpty();
        again.close();
        two.close();
        assertIsFree("two");
    }

    private void assertIsFree(String name) {
        Optional<FileLocks.Held> free = FileLocks.take(file, name);
        assertThat(free).isPresent();
        free.get().close();
    }
}
