package org.morango.certificate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a certificate is good, as its issuer says in the signed text. Peers of the original do not look at it.
 *
 * @param issued when it was issued, by the issuer's clock, to the second; null if it does not say
 * @param expires when it expires, to the second; null for never. Those above it may expire earlier
 * @param renews the id of the first certificate of its line, if it renews one; null if it does not. A line is a certificate
 *     and those that renew it, one after the other: they have one owner, scope and issuer, and are revoked together
 */
public record Life(
        @Nullable Instant issued,
        @Nullable Instant expires,
        @Nullable String renews) {

    /** That of a certificate that says nothing about it, such as those of the original. */
    public static final Life UNSAID = new Life(null, null, null);

    /**
     * The life of a certificate that is issued now and renews none.
     *
     * @param expires null for never
     */
    public static Life from(Instant issued, @Nullable Instant expires) {
        return new Life(issued, expires, null);
    }
}
