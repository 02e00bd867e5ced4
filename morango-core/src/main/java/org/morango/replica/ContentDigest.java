package org.morango.replica;

import org.morango.record.Ids;
import org.morango.record.RecordVersion;

/**
 * Which content a record has under which version, without the content.
 *
 * @param id the record's id
 * @param digest 32 hex digits
 */
public record ContentDigest(String id, RecordVersion version, String digest) {

    /** That of a record with this content. */
    public static ContentDigest of(
            String id, RecordVersion version, boolean deleted, boolean hardDeleted, String serialized) {
        return new ContentDigest(
                id, version, Ids.hash(String.valueOf(deleted), String.valueOf(hardDeleted), serialized));
    }
}
