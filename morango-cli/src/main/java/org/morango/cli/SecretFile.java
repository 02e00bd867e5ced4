package org.morango.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.morango.common.MorangoException;

/** Files that only their owner may read. */
final class SecretFile {
    private SecretFile() {}

    /** Writes a text into a new file. */
    static void write(Path file, String text) {
        try {
            boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] mine = isPosix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createFile(file, mine);
            Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new MorangoException("File " + file + " is there already; it is left as it is.");
        } catch (IOException e) {
            throw new MorangoException("File " + file + " cannot be written.", e);
        }
    }
}
