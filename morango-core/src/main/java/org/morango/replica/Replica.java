package org.morango.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.counter.Claim;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordIdRule;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/**
 * One database of a peer: its identity, its certificates and sessions, and the stages of the pipeline that run inside
 * it.
 *
 * <p>Every method is one transaction, or several that each leave everything consistent even if the next does not
 * happen. It throws {@link ReplicaException} if the storage fails. Implementations are safe for use by many threads,
 * and by many processes on one database.
 */
public interface Replica {

    /** Returns the identity of this database. */
    Instance instance();

    /** Most times within 24 hours that a database becomes another instance because of claims of others. */
    int MOST_RENEWALS = 3;

    /**
     * Checks, before a transfer, the counter up to which a peer claims to hold this instance. If that is more than this
     * database has issued, it was restored from an older copy. It then becomes another instance, because it would
     * otherwise use up counters twice, and not get back what it has lost. The peer may also lie, so this is believed
     * {@link #MOST_RENEWALS} times a day, over all starts.
     *
     * @return the outcome; if the claim was believed, results computed before are no longer valid
     */
    RestoreClaim renewIfRestored(long held);

    /** Makes this database another instance, because its owner says that it was restored from an older copy. */
    void renewRestored();

    /**
     * Becomes another instance, and gives the records of the filter that this one has saved last a version of the new
     * one. So these records, and everything that is saved later, are new to all peers, whatever another peer has
     * claimed about this instance's counters.
     *
     * @return the number of these records
     */
    long heal(Filter filter);

    /**
     * Becomes another instance, because another database says that it is the same instance. One of the two is a copy of
     * the other, and both have issued the same counters since. Everything saved as the former instance gets a version
     * of the new one, because it is unknown what the other database has saved under the same counters.
     *
     * @param shared the instance that both are; if this database is no longer that one, nothing happens
     * @return false if it was done {@link #MOST_RENEWALS} times within a day, and not now: the other side may only
     *     pretend
     */
    boolean renewCopied(String shared);

    /**
     * Returns whether this replica belongs to the application of the database. A tool that maintains the library's
     * tables merges nothing: it knows neither the models nor their rules for conflicts.
     */
    default boolean isApplication() {
        return true;
    }

    /**
     * Returns the profiles of the records that this peer handles: those of the application's models, or of its
     * certificates.
     */
    default Set<String> profiles() {
        return certificates().owned().stream().map(Certificate::profile).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the store of certificates, keys, scope definitions and nonces. */
    CertificateStore certificates();

    /** Returns the store of invitations. */
    InvitationStore invitations();

    /** Returns the store of sync and transfer sessions. */
    SessionStore sessions();

    /**
     * Stores a new session, and uses up the nonce of the request for it: both or nothing, as far as the storage can do
     * that at once.
     *
     * @param first the earliest time at which a valid nonce was made
     * @param last the latest such time
     */
    default SessionCreation create(SyncSession session, String nonce, Instant first, Instant last) {
        if (!certificates().useNonce(nonce, first, last)) {
            return SessionCreation.NONCE_REFUSED;
        }
        return sessions().create(session) ? SessionCreation.CREATED : SessionCreation.EXISTS;
    }

    /** Returns the log of the syncs with each peer. */
    SyncLog syncLog();

    /** Returns the rule for the ids of a model's records; empty if the application has no such model. */
    Optional<RecordIdRule> idRule(String profile, String modelName);

    /**
     * Serializes the application's changes in a profile into the store, those of all partitions, under the next value of
     * the instance's counter. Raises the database max counters of the filter to it. See docs/protocol.md, "Counters and
     * serialized content".
     */
    void serialize(String profile, Filter filter);

    /**
     * Returns whether {@link #serialize} would find nothing to do: there are no changes of the application in the profile,
     * and everything that this instance has saved is announced for the filter. Rows that wait for a partition, or are
     * held back, do not count.
     */
    boolean isSerialized(String profile, Filter filter);

    /**
     * Returns what this database holds of the filter, as sender or receiver of a transfer. A receiver also counts what
     * the sender has stated in earlier transfers. See docs/protocol.md, "FSIC".
     *
     * @param peer stands for the other side, as in {@link Claim#peer()}; empty for no particular peer
     */
    Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer);

    /** As {@link #fsic(Filter, FsicRole, FsicFormat, String)}, in both roles. */
    default Map<FsicRole, Fsic> fsics(Filter filter, FsicFormat format, String peer) {
        return Map.of(
                FsicRole.SENDER, fsic(filter, FsicRole.SENDER, format, peer),
                FsicRole.RECEIVER, fsic(filter, FsicRole.RECEIVER, format, peer));
    }

    /** Returns what this database certainly holds of the filter. */
    default Fsic fsic(Filter filter, FsicRole role, FsicFormat format) {
        return fsic(filter, role, format, "");
    }

    /** Returns what tells of the changes of this database; always the same one. */
    ChangeFeed changes();

    /** Returns the last version that this instance has given to records. */
    RecordVersion lastVersion();

    /** Returns whether there are changes of the application in the profile that are not serialized. */
    boolean hasChanges(String profile);

    /**
     * Returns whether the store has a record that a receiver lacks; the parameters are those of {@link #queue(String,
     * String, PartitionCounters, ModelSet)}.
     */
    boolean hasAny(String profile, PartitionCounters missing, ModelSet models);

    /**
     * Queues, in a stable order, the ids of the store's records that the receiver lacks. Replaces the earlier queue of
     * this transfer.
     *
     * @param missing per partition and instance, the counter after which the receiver lacks records
     * @param models the models whose records are sent
     * @return how many were queued
     */
    long queue(String transferId, String profile, PartitionCounters missing, ModelSet models);

    /** As {@link #queue(String, String, PartitionCounters, ModelSet)}, for all models. */
    default long queue(String transferId, String profile, PartitionCounters missing) {
        return queue(transferId, profile, missing, ModelSet.ALL);
    }

    /** Queues these records of the store. Replaces the earlier queue of this transfer. */
    void queue(String transferId, List<String> ids);

    /**
     * Counts the application's changes in a profile that are not serialized yet, and the records of the store that
     * recipients lack, as {@link #queue(String, String, PartitionCounters, ModelSet)} would find them.
     */
    UnsentCounts unsent(String profile, List<Recipient> recipients);

    /**
     * Returns the digests of records of the filter and the models, in the order of their ids.
     *
     * @param after the id after which to begin; empty for the first
     * @param through the last id; empty for all that follow
     */
    List<ContentDigest> contents(
            String profile, Filter filter, ModelSet models, String after, String through, int limit);

    /**
     * Begins to compare contents with other peers, if that was not done for the interval; it then counts as done.
     *
     * @return the id after which to begin, empty for the first; nothing if it is not due
     */
    Optional<String> takeContentCheck(Instant now, Duration interval);

    /** Notes the id up to which contents were compared; empty to begin anew. */
    void contentsChecked(String through);

    /**
     * Returns a part of the queue, in its order; content and histories are from the same moment.
     *
     * @param limit the most records
     * @param characters the most content, in characters; a single record may have more
     * @throws OutsideFilterException if a record is not in the filter of its transfer any more
     */
    List<SyncRecord> queued(String transferId, long offset, int limit, long characters);

    /**
     * Removes a record from the queue of a transfer; the last one takes its place.
     *
     * @return how many are still queued, including those before it
     */
    long unqueue(String transferId, long offset);

    /**
     * Stores a received chunk until it is dequeued. A chunk that begins with the same record as an earlier one replaces
     * it, so a chunk may be sent again. An empty one changes nothing.
     *
     * @return how many records this transfer has received so far
     */
    long buffer(String transferId, List<SyncRecord> chunk);

    /**
     * Merges the received records of this transfer into the store. Raises the database max counters to what the sender
     * holds, as far as the received records prove it; the rest is noted for this sender alone. See docs/protocol.md,
     * "Merging". Does nothing if nothing is left to merge.
     *
     * @throws ReceivedDataLostException if records that the transfer counts as received are missing or cannot be read;
     *     the counters are unchanged
     */
    DequeueResult dequeue(String transferId, Claim sender);

    /**
     * As {@link #dequeue}, and also writes the merged records into the application's tables as far as that can be done
     * in the same pass; {@link #deserialize} does the rest. The records end up the same.
     */
    default DequeueResult integrate(String transferId, String profile, Claim sender) {
        return dequeue(transferId, sender);
    }

    /** Writes the store's pending records of these partitions into the application's tables. */
    DeserializeResult deserialize(String profile, Filter filter);

    /**
     * Notes records of the store that cannot be sent, so that their owner learns of them. The receiver of the rest of a
     * transfer adopts the counters of its sender, and would never request these records again. A record that is already
     * noted is noted again.
     */
    void holdBack(Collection<HeldBack> records);

    /**
     * Tries again everything that is held back: rows in the next serialization, and records of the store under a new
     * version, so that they are sent to all peers again. Records that still cannot be sent are held back again.
     */
    void retryHeldBack();

    /**
     * Removes what the certificates of this database no longer cover, if the settings say so; see
     * {@link org.morango.settings.TrustSettings.Builder#wipeLostAccess}. A failure is logged, and does not stop syncs.
     */
    default void leaveLost(PeerSettings settings) {}

    /** Drops the queue and the buffer of this transfer; if it fails, a part of them may be left. */
    void discard(String transferId);
}
