package org.morango;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that those who answer for the data may want to know later: who has synced what when, and who was refused. It
 * never holds contents of records or keys.
 *
 * @param server whether this side was the server
 * @param details who and what, in the order of their names: {@code address}, {@code session}, {@code transfer},
 *     {@code client_certificate}, {@code server_certificate}, {@code certificate}, {@code parent}, {@code issuer},
 *     {@code user}, {@code scope}, {@code filter}, {@code direction}, {@code records}, {@code bytes_sent},
 *     {@code bytes_received}, {@code bound}, {@code reason}; those that apply. What comes from others is as they said it,
 *     cut to 500 characters
 */
public record AuditEvent(Instant time, Kind kind, boolean server, Map<String, String> details) {

    /** What has happened. */
    public enum Kind {
        SESSION_OPENED,
        SESSION_REFUSED,
        SESSION_CLOSED,
        /** A transfer has come to its end; what it moved is in the tables, or waits with a reason. */
        TRANSFER_COMPLETED,
        /**
         * A transfer has brought records under ids that belong to records of another model, partition or source id here, or
         * versions of this instance that it has never saved. They were not taken: the sender is wrong, or tries to replace what
         * its certificate does not let it write.
         */
        RECORDS_REFUSED,
        /**
         * Somebody says that they hold more of this instance than it has saved, which was believed as often as may be within a
         * day. Nothing came of it but that this instance's records were sent there again.
         */
        CLAIM_DOUBTED,
        /**
         * A transfer has brought other contents of versions that are here: an instance has used counters twice, as a copy of a
         * database does, or somebody has changed what another has saved. One content stays, the same everywhere; the other is
         * kept.
         */
        VERSIONS_FORKED,
        CERTIFICATE_ISSUED,
        /** Somebody who asked for a certificate did not get one: a wrong password, or no permission. */
        CERTIFICATE_REFUSED,
        /** Somebody has pushed a certificate here. */
        CERTIFICATE_RECEIVED,
        CERTIFICATE_REVOKED
    }

    public AuditEvent {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
