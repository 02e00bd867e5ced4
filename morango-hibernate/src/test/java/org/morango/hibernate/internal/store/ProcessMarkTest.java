package org.morango.hibernate.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMarkTest {
    private static ProcessMark process(long pid) {
        return new ProcessMark(ProcessMark.own().machine(), pid, 0, "1");
    }

    @Test
    void livingProcessHasNotEnded() {
        assertThat(ProcessMark.own().hasEnded()).isFalse();
    }

    /** This happens in a container in which no process waits for orphans. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void deadProcessThatItsParentDoesNotWaitForHasEnded() throws IOException {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try (BufferedReader out = parent.inputReader(StandardCharsets.UTF_8)) {
            long dead = Long.parseLong(out.readLine());
            while (!Files.readString(Path.of("/proc", String.valueOf(dead), "stat"))
                    .contains(") Z ")) {
                Thread.onSpinWait();
            }
            assertThat(ProcessHandle.of(dead)).get().matches(ProcessHandle::isAlive);
            assertThat(process(dead).hasEnded()).isTrue();
            assertThat(process(parent.pid()).hasEnded()).isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }
}
