package org.morango.replica;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationKey;

/**
 * The invitations that this peer has issued, and those by which this database joins others. Times are kept to the
 * millisecond. Every method is one transaction. Thread-safe.
 */
public interface InvitationStore {

    /** Stores a new invitation. */
    void add(Invitation invitation, InvitationKey key);

    /** Returns the invitation of that id; empty if it is unknown. */
    Optional<Invitation> find(String id);

    /** Returns the key of an invitation; empty if it is unknown. */
    Optional<InvitationKey> key(String id);

    /**
     * Returns invitations, the newest first.
     *
     * @param after the invitation after which to begin; null for the newest
     */
    List<Invitation> page(@Nullable Invitation after, int limit);

    /**
     * Revokes an invitation.
     *
     * @return false, and nothing changed, if it is unknown, used or revoked
     */
    boolean revoke(String id, Instant at);

    /**
     * Marks an invitation as used, and stores the chain of the certificate that was issued for it: both or nothing. Of
     * several calls for one invitation, on all nodes of the database, one succeeds.
     *
     * @param name the name of the device that joins; empty for none
     * @return false, and nothing changed, if it is unknown, used, revoked, or expired at that time
     */
    boolean redeem(String id, List<Certificate> chainRootFirst, String name, Instant at);

    /** Returns the private key with which this database asks for the certificate of an invitation; empty for none. */
    Optional<SigningKey> joiningKey(String id);

    /**
     * Stores the private key with which this database will ask, unless it has stored one.
     *
     * @return the stored one, which another thread or node may have made
     */
    SigningKey beginJoining(String id, SigningKey made, Instant at);

    /** Stores the certificate that this database has got by an invitation, with its chain and private key. */
    void joined(String id, List<Certificate> chainRootFirst, SigningKey key);

    /** Returns the id of the certificate that this database has got by an invitation; empty if there is none. */
    Optional<String> joined(String id);

    /** Deletes the invitations that had expired before a time, and what is known of joinings that began before it. */
    void removeOld(Instant before);
}
