package org.morango.observation;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.morango.session.Side;

/**
 * An event for the audit of the data: who has synced what and when, and who was refused. It never contains contents of
 * records or keys.
 *
 * @param side which side this was
 * @param details who and what, in the order of their names, as far as they apply: {@code address}, {@code session},
 *     {@code transfer}, {@code client_certificate}, {@code server_certificate}, {@code certificate}, {@code parent},
 *     {@code issuer}, {@code user}, {@code scope}, {@code filter}, {@code direction}, {@code records},
 *     {@code bytes_sent}, {@code bytes_received}, {@code bound}, {@code invitation}, {@code label}, {@code name}, {@code
 *     reason}. Texts from other peers are given as
 *     received, cut to 500 characters
 */
public record AuditEvent(Instant time, Kind kind, Side side, Map<String, String> details) {

    /** The kind of an event. */
    public enum Kind {
        SESSION_OPENED,
        SESSION_REFUSED,
        SESSION_CLOSED,
        /** A transfer has completed; its records are in the tables, or are pending with a reason. */
        TRANSFER_COMPLETED,
        /**
         * A transfer has brought records under ids that belong to records of another model, partition or source id
         * here, or versions of this instance that it has never saved. They were refused: the sender is wrong, or tries
         * to replace records that its certificate does not let it write.
         */
        RECORDS_REFUSED,
        /**
         * A peer claims to hold more of this instance than it has saved, after such claims were believed as often as is
         * allowed within a day. The only effect is that this instance's records were sent there again.
         */
        CLAIM_DOUBTED,
        /**
         * A transfer has brought other contents of versions that are here: an instance has used counters twice, as a
         * copy of a database does, or a peer has altered another's version. One content stays, the same everywhere; the
         * other is stored as conflicting content.
         */
        VERSIONS_FORKED,
        CERTIFICATE_ISSUED,
        /** A caller that requested a certificate did not get one: a wrong password or code, or no permission. */
        CERTIFICATE_REFUSED,
        /** A client has pushed a certificate to this side. */
        CERTIFICATE_RECEIVED,
        CERTIFICATE_REVOKED,
        /** This side has made an invitation, by which a peer can get a certificate. */
        INVITATION_CREATED,
        /** Nobody can join by an invitation any more that was not used before. */
        INVITATION_REVOKED
    }

    public AuditEvent {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
