package org.morango.example.clinic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Applies a patch in the format of {@code git diff} to a folder of sources. Hunks are found by their lines alone. */
final class SourcePatch {
    private static final String NEW_FILE = "+++ b/";

    private final Path folder;
    private final StringBuilder before = new StringBuilder();
    private final StringBuilder after = new StringBuilder();
    private Path file;

    private SourcePatch(Path folder) {
        this.folder = folder;
        file = folder;
    }

    static void apply(List<String> patch, Path folder) throws IOException {
        SourcePatch applied = new SourcePatch(folder);
        for (String line : patch) {
            applied.add(line);
        }
        applied.endHunk();
    }

    private void add(String line) throws IOException {
        if (line.startsWith("--- ") || line.startsWith("@@ ")) {
            endHunk();
        } else if (line.startsWith(NEW_FILE)) {
            file = folder.resolve(line.substring(NEW_FILE.length()));
        } else {
            String text = line.isEmpty() ? "" : line.substring(1);
            if (!line.startsWith("+")) {
                before.append(text).append('\n');
            }
            if (!line.startsWith("-")) {
                after.append(text).append('\n');
            }
        }
    }

    private void endHunk() throws IOException {
        if (after.isEmpty() && before.isEmpty()) {
            return;
        }
        String source = Files.exists(file) ? Files.readString(file) : "";
        int at = source.indexOf(before.toString());
        if (at < 0) {
            throw new IllegalStateException("The patch does not fit " + file + ", which lacks:\n" + before);
        }
        Files.writeString(file, source.substring(0, at) + after + source.substring(at + before.length()));
        before.setLength(0);
        after.setLength(0);
    }
}
