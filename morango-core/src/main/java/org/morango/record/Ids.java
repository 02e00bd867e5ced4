package org.morango.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.morango.MorangoException;

/** Computes and checks identifiers: 32 lower-case hexadecimal digits. Protocol section 2. */
public final class Ids {
    private static final int BYTES = 16;
    private static final int LENGTH = 2 * BYTES;
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";

    private Ids() {}

    /** The first 32 hex digits of the SHA-256 over the UTF-8 text of the parts, joined by two colons. */
    public static String hash(String... parts) {
        byte[] digest = sha256().digest(String.join("::", parts).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    /** Whether the text is 32 lower-case hex digits. */
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
     * The id of a record.
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

    /** The stored partition of a record: the template with every <code>${id}</code> replaced by the record's id. */
    public static String partition(String partitionTemplate, String id) {
        return partitionTemplate.replace("${id}", id);
    }

    /**
     * A pronounceable short form (proquint) of the first 8 hex digits of an instance id, such as {@code samuh-hisoz};
     * one word instead of two if the first 4 digits are zeros.
     *
     * @throws MorangoException if the argument is not an id
     */
    public static String instanceHash(String instanceId) {
        if (!isId(instanceId)) {
            throw new MorangoException("An instance id is 32 lower-case hex digits, which this is not");
        }
        int high = HexFormat.fromHexDigits(instanceId, 0, 4);
        String low = quint(HexFormat.fromHexDigits(instanceId, 4, 8));
        return high == 0 ? low : quint(high) + '-' + low;
    }

    /** A new random id. */
    public static String random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Five letters for 16 bits: consonants carry 4 bits each, the vowels between them 2. */
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
