package org.morango.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.certificate.KeyCipher;
import picocli.CommandLine.Option;

/** The key under which the application keeps its secrets. */
final class KeyOption {
    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "If the application encrypts private keys: a file with its AES key in Base64, former ones on"
                    + " the lines after it.")
    private @Nullable Path file;

    KeyCipher cipher() {
        if (file == null) {
            return KeyCipher.NONE;
        }
        try {
            List<SecretKey> keys = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .<SecretKey>map(
                            line -> new SecretKeySpec(Base64.getDecoder().decode(line.strip()), "AES"))
                    .toList();
            if (!keys.isEmpty()) {
                return KeyCipher.aes(keys.get(0), keys.subList(1, keys.size()).toArray(SecretKey[]::new));
            }
        } catch (IOException e) {
            throw new MorangoException("File " + file + " cannot be read.", e);
        } catch (IllegalArgumentException e) { // no cause: it may quote the key
            throw new MorangoException("File " + file + " holds something that is no key in Base64.");
        }
        throw new MorangoException("File " + file + " holds no key.");
    }
}
