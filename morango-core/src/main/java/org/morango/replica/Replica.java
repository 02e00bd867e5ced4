package org.morango.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
import org.morango.record.SyncRecord;

/**
 * One database of a peer: its identity, its certificates and sessions, and the stages of the pipeline that run inside it.
 *
 * <p>Every method is one transaction, or several, each of which leaves everything consistent if the next does not happen.
 * It throws {@link ReplicaException} when the storage fails. Implementations are safe for use by many threads, and by many processes on one database.
 */
public interface Replica {

    /** Who this database is. */
    Instance instance();

    /** How often within 24 hours a database becomes another instance because of what others say. */
    int MOST_RENEWALS = 3;

    /**
     * Called before a transfer with the counter up to which a peer says that it holds this instance. If that is more than this
     * database has handed out, it was restored from an older copy: it becomes another instance, as it would use up counters
     * twice, and keep back what it has lost. As the peer may as well lie, that is believed {@link #MOST_RENEWALS} times a day,
     * over all starts.
     *
     * @return what came of it; if it was believed, nothing that was worked out before holds any more
     */
    RestoreClaim renewIfRestored(long held);

    /** Makes this database another instance, as its owner says that it was restored from an older copy. */
    void renewRestored();

    /**
     * Becomes another instance, under which the records of the filter that this one has saved last get a version. So they, and
     * all that is saved later, are new to everybody, whatever somebody has said of this instance's counters.
     *
     * @return how many records those were
     */
    long heal(Filter filter);

    /**
     * Called when another database says that it is the same instance: one of the two is a copy of the other, and both have
     * handed out the same counters since. It becomes another instance. Everything saved as the former one gets a version of the
     * new one, as nobody knows which of it the other database has under the same counters.
     *
     * @param shared the instance that both are; if this database is not that one any more, nothing happens
     * @return false if it was done {@link #MOST_RENEWALS} times within a day, and not now: the other side may only pretend
     */
    boolean renewCopied(String shared);

    /**
     * Whether this is the application whose database it is. A tool that looks after the library's tables merges nothing: it
     * knows neither the models nor their rules for conflicts.
     */
    default boolean isApplication() {
        return true;
    }

    /** The profiles of the records that this peer deals with: those of the application's models, or of its certificates. */
    default Set<String> profiles() {
        return certificates().owned().stream().map(Certificate::profile).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The certificates, keys, scope definitions and nonces kept here. */
    CertificateStore certificates();

    /** The sync and transfer sessions kept here. */
    SessionStore sessions();

    /** How the ids of a model's records are made; empty if the application has no such model. */
    Optional<RecordIdRule> idRule(String profile, String modelName);

    /**
     * Moves the application's changes in these partitions into the store, under the next value of the instance's
     * counter, and raises the database max counters of the filter to it. See docs/protocol.md, "Counters and serialized content".
     */
    void serialize(String profile, Filter filter);

    /**
     * What this database holds of the filter, as sender or receiver of a transfer. A receiver also counts what the sender has
     * said in earlier transfers. See docs/protocol.md, "FSIC".
     *
     * @param peer stands for the other side, as in {@link Claim#peer()}; empty for nobody in particular
     */
    Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer);

    /** What this database holds of the filter for sure. */
    default Fsic fsic(Filter filter, FsicRole role, FsicFormat format) {
        return fsic(filter, role, format, "");
    }

    /**
     * Sets apart, in a stable order, the ids of the store's records that the receiver lacks, replacing whatever was
     * queued for this transfer before.
     *
     * @param missing per partition and instance the counter from which on the receiver lacks records
     * @param models the models of which records are sent
     * @return how many were queued
     */
    long queue(String transferId, String profile, PartitionCounters missing, ModelSet models);

    /** As {@link #queue(String, String, PartitionCounters, ModelSet)}, of all models. */
    default long queue(String transferId, String profile, PartitionCounters missing) {
        return queue(transferId, profile, missing, ModelSet.ALL);
    }

    /** Sets apart these records of the store, in place of whatever was queued for this transfer before. */
    void queue(String transferId, List<String> ids);

    /**
     * The contents of records of the filter and the models, in the order of their ids.
     *
     * @param after the id after which to begin; empty for the first
     * @param through the last id; empty for all that follow
     */
    List<ContentDigest> contents(
            String profile, Filter filter, ModelSet models, String after, String through, int limit);

    /**
     * Where to go on with comparing contents with others, if that was not done for so long; it then counts as done.
     *
     * @return the id after which to begin, empty for the first; nothing if it is not due
     */
    Optional<String> takeContentCheck(Instant now, Duration interval);

    /** Notes through which id contents were compared; empty to begin anew. */
    void contentsChecked(String through);

    /**
     * A part of what was queued, in the queue's order; content and histories are those of one moment.
     *
     * @param limit the most records
     * @param characters the most content, in characters; a single record may have more
     */
    List<SyncRecord> queued(String transferId, long offset, int limit, long characters);

    /**
     * Takes a record out of the queue of a transfer; the last one takes its place.
     *
     * @return how many are still queued, those before it included
     */
    long unqueue(String transferId, long offset);

    /**
     * Keeps a received chunk until it is dequeued. A chunk that begins with the same record as an earlier one replaces
     * it, so that a chunk may be sent again. An empty one changes nothing.
     *
     * @return how many records this transfer has received so far
     */
    long buffer(String transferId, List<SyncRecord> chunk);

    /**
     * Merges what was received in this transfer into the store, and raises the database max counters to what the sender
     * holds, as far as what was received proves it; the rest is noted for this sender alone. See docs/protocol.md, "Merging". Merges nothing
     * if there is nothing left to merge.
     *
     * @throws ReceivedDataLostException if not all is there of what the transfer counts as received, or it cannot be read;
     *     the counters are as they were
     */
    DequeueResult dequeue(String transferId, Claim sender);

    /**
     * As {@link #dequeue}, and moves what it merges on into the application's tables as far as that can be done in the
     * same pass; {@link #deserialize} does the rest. What it makes of the records is the same.
     */
    default DequeueResult integrate(String transferId, String profile, Claim sender) {
        return dequeue(transferId, sender);
    }

    /** Moves the store's pending records in these partitions into the application's tables. */
    DeserializeResult deserialize(String profile, Filter filter);

    /**
     * Notes records of the store that cannot be sent, so that somebody learns of them: what receives the rest of a transfer
     * takes over the counters of its sender, and would never ask for these again. A record that is noted already is noted
     * anew.
     */
    void holdBack(Collection<HeldBack> records);

    /**
     * Lets everything be tried again that is held back: rows by the next serialization, and records of the store under a new
     * version, so that they are sent to everybody again. What still cannot be sent is held back again.
     */
    void retryHeldBack();

    /** Drops what is still queued or buffered for this transfer; if it fails, a part of that may be left. */
    void discard(String transferId);
}
