package org.morango.hibernate;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncResult;
import org.morango.hibernate.internal.capture.HardDeletion;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.hibernate.report.LeaveResult;
import org.morango.hibernate.report.OutboxFigures;
import org.morango.hibernate.report.RepairResult;
import org.morango.hibernate.report.RescanResult;
import org.morango.hibernate.report.StoreFigures;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.hibernate.report.Waiting;
import org.morango.settings.PeerSettings;

/**
 * Entry point of the library: makes the application's database a peer. Create one for each persistence unit and keep
 * it. Safe for use by many threads; it need not be closed.
 */
public final class Morango extends Peer {
    private final HibernateReplica replica;

    Morango(HibernateReplica replica, PeerSettings settings) {
        super(replica, settings);
        this.replica = replica;
        replica.leavings(settings).resume();
        replica.leaveLost(settings);
    }

    /**
     * Returns the peer on a persistence unit, with the default settings.
     *
     * @throws org.morango.common.MorangoException if an entity cannot be synced as it is mapped
     * @throws org.morango.replica.ReplicaException if the database or the library's tables in it cannot be used
     */
    public static Morango on(EntityManagerFactory factory) {
        return on(factory, PeerSettings.defaults());
    }

    /** Returns the peer on a persistence unit, with these settings. */
    public static Morango on(EntityManagerFactory factory, PeerSettings settings) {
        return builder(factory).settings(settings).build();
    }

    /** Returns a builder, for a peer that needs more than its settings. */
    public static MorangoBuilder builder(EntityManagerFactory factory) {
        return new MorangoBuilder(factory);
    }

    /** Returns the conflicting contents of this database. */
    public Conflicts conflicts() {
        return replica.conflicts();
    }

    /**
     * Returns the ids of an entity's records that a transfer has changed in this database, in no particular order: new,
     * changed and deleted records, including pending ones. Reads them in pages while the stream is consumed; it need
     * not be closed. They are available while the session is stored:
     * {@link org.morango.settings.SessionSettings.Builder#keptFor}.
     *
     * @param transferId the id of a transfer that this side has received:
     *     {@link org.morango.session.TransferSession#id()}
     */
    public Stream<String> touchedRecords(String transferId, Class<?> entity) {
        return replica.rows().touched(transferId, entity);
    }

    /**
     * Returns the ids of an entity's records that the pull of a sync has changed in this database, as
     * {@link #touchedRecords(String, Class)} does; none if nothing was pulled.
     */
    public Stream<String> touchedRecords(SyncResult sync, Class<?> entity) {
        return sync.pulled().stream().flatMap(pull -> touchedRecords(pull.id(), entity));
    }

    /** Returns the pending records: received, but not in the application's tables, each with its reason. */
    public PendingRecordQuery pendingRecords() {
        return replica.pendingRecords();
    }

    /**
     * Returns the id of a row's record: it is the same at every peer, whatever the row's key is there. Empty if the row
     * has no record yet, because it was not serialized.
     *
     * @param key the key of the row, as {@code EntityManager.find} takes it
     * @throws org.morango.common.MorangoException if it is not a synced entity of this persistence unit
     */
    public Optional<String> recordId(Class<?> entity, Object key) {
        return replica.rows().recordId(entity, key);
    }

    /**
     * Returns the key of a record's row in this database, as {@code EntityManager.find} takes it; empty if it has none
     * here.
     *
     * @throws org.morango.common.MorangoException if it is not a synced entity of this persistence unit
     */
    public Optional<Object> key(Class<?> entity, String recordId) {
        return replica.rows().key(entity, recordId);
    }

    /** Returns the rows and records that are held back, each with its reason. Everything else is sent. */
    public HeldBackQuery heldBack() {
        return replica.heldBack();
    }

    /**
     * Returns, by entity and reason, changed rows that no sync sends because they belong to no root under which this
     * database has a certificate of its own. Reads the notes of changes that are not synced yet.
     */
    public List<UnplacedRows> unplacedRows() {
        return replica.unplacedRows();
    }

    /**
     * Reports in one call what waits at this peer: to be sent ({@link #unsent}), for a place ({@link #unplacedRows}), for
     * a correction ({@link #heldBack}), or to be written into the tables ({@link #pendingRecords}). It costs what these
     * cost together.
     */
    public Waiting waiting() {
        return new Waiting(
                unsent(),
                unplacedRows(),
                heldBack().count(),
                pendingRecords().count(),
                pendingRecords().withReason().count());
    }

    /**
     * Removes data that peers have made too large: histories and conflicting contents beyond the limits, and counters of instances
     * that have saved no record of this database. It reads the affected records once, in pages, and may be called while syncs
     * run. Syncs work without it; it saves space and time.
     */
    public RepairResult repair() {
        return replica.repair();
    }

    /**
     * Counts the application's changes that no sync has serialized yet, whatever their profile. The next sync takes them.
     * Many of them take longer; a growing age says that nothing has synced for long.
     */
    public OutboxFigures outbox() {
        return replica.outbox();
    }

    /** Counts what the store holds; reads the whole store once. */
    public StoreFigures storeFigures() {
        return replica.figures();
    }

    /**
     * Compares the rows of a profile's models with the store. It finds rows that were inserted, changed or deleted in
     * ways that the library does not see: by other programs, or by JDBC. Reads all these rows once, in pages, each in a
     * transaction of its own. The changes that it finds travel with the next sync.
     */
    public RescanResult rescan(String profile) {
        return replica.rescan(profile);
    }

    /**
     * Does the same for the rows of one entity.
     *
     * @throws org.morango.common.MorangoException if it is not a synced entity of this persistence unit
     */
    public RescanResult rescan(Class<?> entity) {
        return replica.rescan(entity);
    }

    /**
     * Makes records of the rows that the tables had before the application had this library. Call it once, after this
     * database has got its certificate. Works in pages, each of which is a transaction, parents first, in the order of
     * keys, while the application and syncs run. It may be broken off and called again. The next sync sends the records.
     *
     * <p>Until then, received records of entities that each peer numbers itself stay pending if their tables had rows
     * before: a row may be the same thing as a received record, and {@link Adoption} says which are.
     *
     * @throws org.morango.common.MorangoException if this database has no certificate of the profile, or the adoption
     *     names an entity or attribute that is not synced
     */
    public AdoptionResult adopt(String profile, Adoption adoption) {
        return replica.rows().adopt(profile, adoption);
    }

    /**
     * Returns the map of identities of a profile, to export it before the library's tables are dropped, and to import
     * it when they are there again.
     *
     * @throws org.morango.common.MorangoException if no synced entity of this persistence unit is of the profile
     */
    public IdentityMap identities(String profile) {
        return replica.rows().identities(profile);
    }

    /**
     * Makes a row the row of a pending record: both are the same thing, which this peer and another one have entered.
     * The row keeps its key. Its content and that of the record are merged as after a conflict, by the strategy of the
     * entity. Everything that refers to the row refers to that record from now on, and what waits for the record is
     * written. The next sync sends it.
     *
     * <p>If the row had a record of its own, that one is deleted, here and at every peer. A peer that had it gets this
     * record in its place, with the rows of this database that refer to it; rows that refer to it and that have not
     * reached this database are deleted there. So sync with the others first. The record with the lower id always
     * remains, so that two peers cannot delete one record each.
     *
     * @param entity the class of the row, which each peer numbers itself
     * @param key the key of the row, as {@code EntityManager.find} takes it
     * @param recordId the id of a record that {@link #pendingRecords} lists
     * @throws org.morango.common.MorangoException if the two cannot be one: there is no such row or pending record, the
     *     record is of another entity, it is in a partition to which the row does not belong, the row's own record has
     *     the lower id, or records of other rows would have to move to another partition. Nothing is changed then.
     */
    public void unite(Class<?> entity, Object key, String recordId) {
        replica.rows().unite(entity, key, recordId);
    }

    /**
     * Returns how many rows move if the record of this row moves to another partition, because theirs follow from it,
     * directly or through others. Moving many takes several transactions; see docs/modeling.md, "Moving".
     *
     * @param entity the class of the row
     * @param key the key of the row, as {@code EntityManager.find} takes it
     * @return the numbers by entity; empty if the row moves alone
     */
    public Map<Class<?>, Long> movingWith(Class<?> entity, Object key) {
        return replica.rows().movingWith(entity, key);
    }

    /**
     * Moves the records of all rows of an entity to where its template puts them. Called once, at one peer, after the
     * template was changed and all peers accept the new one; see docs/modeling.md, "Changing the template". Many rows take
     * several transactions, between which the application works on; if the process ends meanwhile, the next sync goes on
     * with the rows that it has noted, and another call with the others.
     *
     * @throws org.morango.common.MorangoException if the records of the entity cannot move, or this database has no
     *     certificate yet
     */
    public void moveAll(Class<?> entity) {
        replica.rows().moveAll(entity);
    }

    /**
     * Leaves the peers with which this database syncs under a certificate: ends its sessions, removes the certificate
     * with its private key and those that it has renewed, and with {@link Leaving#wipe} also the rows and records of the
     * partitions that no other certificate of this database covers. To return, request a certificate again; the next
     * pull brings everything back.
     *
     * <p>A wipe works in pages, each of which is a transaction, and goes on after a crash when the application starts
     * again; no transfer begins before it is finished. Listeners hear of the removed rows as of deleted ones. A row
     * stays, with its record, if a row that stays refers to it or lists it. Rows that belong nowhere, or are held back,
     * stay as well. Afterwards this database is another instance.
     *
     * @throws org.morango.common.MorangoException if the certificate is not one of this database, or a root; or, without
     *     {@link Leaving#evenIfUnsent}, if no peer of the certificate has some of the changes that may be sent under it.
     *     Nothing is changed then.
     */
    public LeaveResult leave(Certificate certificate, Leaving how) {
        return replica.leavings(settings()).leave(certificate, how);
    }

    /**
     * Removes an entity with its content, here and at every peer. Unlike a plain {@code remove}, it keeps no content to
     * compare with later. The same holds for entities that the removal cascades to. Takes effect with the entity
     * manager's transaction. See docs/protocol.md, "Deletion".
     */
    public static void hardDelete(EntityManager entityManager, Object entity) {
        HardDeletion.run(() -> entityManager.remove(entity));
    }
}
