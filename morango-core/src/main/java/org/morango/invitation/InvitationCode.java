package org.morango.invitation;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The secret of an invitation: 128 random bits. It is never stored or sent. Its id and its key are derived from it, each
 * in its own way, so that neither leads to the other or back to the code. Immutable.
 */
public final class InvitationCode {
    static final int BYTES = 16;

    private static final int ID_BYTES = 16;

    private final byte[] bytes;

    InvitationCode(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Makes a new code. */
    public static InvitationCode random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new InvitationCode(bytes);
    }

    /** Returns the code with that value, of at most 128 bits. */
    static InvitationCode of(BigInteger value) {
        byte[] bytes = new byte[BYTES];
        byte[] minimal = value.toByteArray();
        int skipped = Math.max(0, minimal.length - BYTES);
        System.arraycopy(minimal, skipped, bytes, BYTES - (minimal.length - skipped), minimal.length - skipped);
        return new InvitationCode(bytes);
    }

    BigInteger value() {
        return new BigInteger(1, bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the id of the invitation, 32 hexadecimal digits. */
    public String id() {
        return HexFormat.of().formatHex(derived("morango-invitation-id"), 0, ID_BYTES);
    }

    /** Returns the key that proves knowledge of the code. */
    public InvitationKey key() {
        return new InvitationKey(derived("morango-invitation-key"));
    }

    private byte[] derived(String purpose) {
        return InvitationKey.hmac(bytes, purpose);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InvitationCode code && MessageDigest.isEqual(bytes, code.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Does not show the code. */
    @Override
    public String toString() {
        return "InvitationCode";
    }
}
