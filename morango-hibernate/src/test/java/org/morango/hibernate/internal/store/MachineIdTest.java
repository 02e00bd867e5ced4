package org.morango.hibernate.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The id of a machine is used if it is the same at each start. */
class MachineIdTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path root;

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @Test
    void machineIsToldByItsId() throws IOException {
        write("etc/machine-id", ID + "\n");
        write("proc/mounts", "/dev/sda1 / ext4 rw 0 0\noverlay /var/lib/docker/overlay2/x/merged overlay rw 0 0\n");
        assertThat(MachineId.of(root, Map.of())).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "uninitialized\n", "0123"})
    void whatIsNoIdIsNotUsed(String content) throws IOException {
        assertThat(MachineId.of(root, Map.of())).as("no such file").isEmpty();
        write("etc/machine-id", content);
        assertThat(MachineId.of(root, Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".dockerenv", "run/.containerenv", "run/machine-id"})
    void idOfAContainerOrOfOneStartIsNotUsed(String mark) throws IOException {
        write("etc/machine-id", ID);
        write(mark, "");
        assertThat(MachineId.of(root, Map.of())).isEmpty();
    }

    @Test
    void idOfAPodOrAnImageIsNotUsed() throws IOException {
        write("etc/machine-id", ID);
        assertThat(MachineId.of(root, Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .isEmpty();
        write("proc/mounts", "sysfs /sys sysfs rw 0 0\noverlay / overlay rw,lowerdir=/x 0 0\n");
        assertThat(MachineId.of(root, Map.of())).isEmpty();
    }
}
