package org.morango.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.morango.common.MorangoException;

/** Computes and checks identifiers of 32 lower-case hexadecimal digits. See docs/protocol.md, "Identifiers". */
public final class Ids {
    private static final int BYTES = 16;
    private static final int LENGTH = 2 * BYTES;
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";

    private Ids() {}

    /** Returns the first 32 hexadecimal digits of the SHA-256 of the UTF-8 text of the parts, joined by two colons. */
    public static String hash(String... parts) {
        byte[] digest = sha256().digest(String.join("::", parts).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    /** Returns whether the text is 32 lower-case hexadecimal digits. */
    public static boolean isId(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the id of a record.
     *
     * @param partitionTemplate the record's partition, in which <code>${id}</code> still stands for the id
     * @param sourceId what makes the record unique in its partition and model
     * @throws MorangoException if the source id is empty
     */
    public static String recordId(String partitionTemplate, String sourceId, String modelName) {
        if (sourceId.isEmpty()) {
            throw new MorangoException("A record of model '" + modelName + "' has an empty source id: give it a value"
                    + " that is unique in its partition, or none to have a random one");
        }
        return hash(partitionTemplate, sourceId, modelName);
    }

    /**
     * Returns the stored partition of a record: the template with every <code>${id}</code> replaced by the record's id.
     */
    public static String partition(String partitionTemplate, String id) {
        return partitionTemplate.replace("${id}", id);
    }

    /**
     * Returns a pronounceable short form (proquint) of the first 8 hexadecimal digits of an instance id, such as
     * {@code samuh-hisoz}; one word instead of two if the first 4 digits are zeros.
     *
     * @throws MorangoException if the argument is not an id
     */
    public static String instanceHash(String instanceId) {
        if (!isId(instanceId)) {
            throw new MorangoException("An instance id has to be 32 lower-case hexadecimal digits");
        }
        int high = HexFormat.fromHexDigits(instanceId, 0, 4);
        String low = quint(HexFormat.fromHexDigits(instanceId, 4, 8));
        return high == 0 ? low : quint(high) + '-' + low;
    }

    /** Returns a new random id. */
    public static String random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Encodes 16 bits as five letters: each consonant carries 4 bits, each vowel between them 2. */
    private static String quint(int bits) {
        char[] letters = {
            CONSONANTS.charAt(bits >> 12 & 15),
            VOWELS.charAt(bits >> 10 & 3),
            CONSONANTS.charAt(bits >> 6 & 15),
            VOWELS.charAt(bits >> 4 & 3),
            CONSONANTS.charAt(bits & 15)
        };
        return new String(letters);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new MorangoException("This Java runtime lacks SHA-256, which every Java platform must have", e);
        }
    }
}
