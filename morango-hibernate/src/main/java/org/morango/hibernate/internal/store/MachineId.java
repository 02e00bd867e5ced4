package org.morango.hibernate.internal.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Identifies a computer even if its name and addresses change: {@code /etc/machine-id} of Linux. A container has none
 * of its own, or another one at each start. There, and on other systems, it is not known.
 */
final class MachineId {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern OVERLAY = Pattern.compile("(?m)^\\S+ / overlay ");
    private static final String[] CONTAINER_MARKS = {".dockerenv", "run/.containerenv"};

    /** File in which systemd keeps the id of a system that cannot keep one beyond its next start. */
    private static final String TRANSIENT = "run/machine-id";

    private MachineId() {}

    static Optional<String> here() {
        return of(Path.of("/"), System.getenv());
    }

    static Optional<String> of(Path root, Map<String, String> environment) {
        try {
            if (isContainer(root, environment) || Files.exists(root.resolve(TRANSIENT))) {
                return Optional.empty();
            }
            return Optional.of(text(root.resolve("etc/machine-id")).strip())
                    .filter(id -> ID.matcher(id).matches());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isContainer(Path root, Map<String, String> environment) throws IOException {
        for (String mark : CONTAINER_MARKS) {
            if (Files.exists(root.resolve(mark))) {
                return true;
            }
        }
        Path mounts = root.resolve("proc/mounts");
        return environment.containsKey("KUBERNETES_SERVICE_HOST")
                || Files.exists(mounts) && OVERLAY.matcher(text(mounts)).find();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
