package org.morango.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.KeyCipher;
import org.morango.common.MorangoException;
import picocli.CommandLine.Option;

/** Option for the key with which the application encrypts its secrets. */
final class KeyOption {
    private static final int MOST_SECRETS = 10_000;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "If the application encrypts private keys: a file with its AES key in Base64, and former"
                    + " keys on the following lines.")
    private @Nullable Path file;

    /**
     * Returns the cipher after checking that the database's secrets are encrypted with it. With any other cipher the
     * library would re-encrypt all of them, and the application could no longer read them.
     */
    KeyCipher cipher(CliDatabase database) {
        KeyCipher cipher = read();
        List<String> secrets = new ArrayList<>(database.select(
                String.class,
                MOST_SECRETS,
                "select c.privateKey from MorangoCertificateRow c where c.privateKey is not null"));
        secrets.addAll(database.select(String.class, 1, "select k.privateKey from MorangoSharedKeyRow k"));
        secrets.addAll(database.select(String.class, 1, "select i.verifierKey from MorangoInvitationRow i"));
        secrets.addAll(database.select(
                String.class, 1, "select j.privateKey from MorangoJoiningRow j where j.privateKey is not null"));
        for (String secret : secrets) {
            if (!cipher.isCurrent(secret)) {
                // If the secret is under none of these keys, this throws and names the right one.
                cipher.decrypt(secret);
                throw new MorangoException("The application does not keep its secrets under the first key of " + file
                        + "; give the one that it uses, and none if it uses none.");
            }
        }
        return cipher;
    }

    private KeyCipher read() {
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
            throw new MorangoException("File " + file + " contains something that is not a key in Base64.");
        }
        throw new MorangoException("File " + file + " does not contain a key.");
    }
}
