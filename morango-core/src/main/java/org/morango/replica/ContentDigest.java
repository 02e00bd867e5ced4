package org.morango.replica;

import org.morango.record.Ids;
import org.morango.record.RecordVersion;

/**
 * A record's version and a digest of its content, without the content.
 *
 * @param id the record's id
 * @param digest 32 hex digits
 */
public record ContentDigest(String id, RecordVersion version, String digest) {

    /** Returns the digest of a record with this content. */
    public static ContentDigest of(
            String id, RecordVersion version, boolean deleted, boolean hardDeleted, String serialized) {
        return new ContentDigest(
                id, version, Ids.hash(String.valueOf(deleted), String.valueOf(hardDeleted), serialized));
    }
}
