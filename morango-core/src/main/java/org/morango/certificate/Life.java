package org.morango.certificate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of a certificate, as its issuer states it in the signed text. Python Morango ignores it.
 *
 * @param issued when it was issued, by the issuer's clock, to the second; null if not stated
 * @param expires when it expires, to the second; null for never. Those above it may expire earlier
 * @param renews the id of the first certificate of its line, if it renews one; null if it does not. A line is a
 *     certificate and those that renew it, one after the other: they have one owner, scope and issuer, and are revoked
 *     together
 */
public record Life(
        @Nullable Instant issued,
        @Nullable Instant expires,
        @Nullable String renews) {

    /** The lifetime of a certificate that states none, such as those of Python Morango. */
    public static final Life UNSAID = new Life(null, null, null);

    /**
     * Returns the lifetime of a certificate that is issued now and renews none.
     *
     * @param expires null for never
     */
    public static Life from(Instant issued, @Nullable Instant expires) {
        return new Life(issued, expires, null);
    }
}
