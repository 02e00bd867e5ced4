package org.morango.hibernate.internal.store;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.Agreement;
import org.morango.replica.Holding;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionCreation;
import org.morango.replica.SessionStore;
import org.morango.session.Direction;
import org.morango.session.RequestWindow;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** Sync and transfer sessions in the database. */
public final class HibernateSessionStore implements SessionStore {
    private final Database database;
    private final Secrets secrets;
    private final RandomGenerator random;
    private final Leases leases;

    public HibernateSessionStore(Database database, Secrets secrets, RandomGenerator random, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.random = random;
        this.leases = new Leases(database, clock);
    }

    @Override
    public boolean create(SyncSession session) {
        return database.transaction(s -> create(s, session));
    }

    private boolean create(StatelessSession s, SyncSession session) {
        if (s.get(SyncSessionRow.class, session.id()) != null) {
            return false;
        }
        s.insert(SyncSessionRow.of(session, secrets));
        return true;
    }

    /** Stores a session and uses up its nonce; see {@link org.morango.replica.Replica#create}. */
    public SessionCreation create(SyncSession session, String nonce, Instant first, Instant last) {
        return database.transaction(s -> {
            if (!HibernateCertificateStore.useNonce(s, nonce, first, last)) {
                return SessionCreation.NONCE_REFUSED;
            }
            return create(s, session) ? SessionCreation.CREATED : SessionCreation.EXISTS;
        });
    }

    @Override
    public Optional<SyncSession> syncSession(String id) {
        return database.read(
                s -> Optional.ofNullable(s.get(SyncSessionRow.class, id)).map(row -> row.session(secrets)));
    }

    @Override
    public void save(SyncSession session) {
        database.inTransaction(s -> {
            Boolean isWorthKeeping = session.active() ? Boolean.TRUE : isWorthKeeping(s, session.id());
            if (isWorthKeeping == null) {
                s.delete(SyncSessionRow.of(session, secrets));
            } else if (isWorthKeeping) {
                s.update(SyncSessionRow.of(session, secrets));
            } else {
                drop(s, List.of(session.id()));
            }
        });
    }

    /**
     * Returns whether a transfer of the session has transferred records, has failed, or is still active; null if it has
     * no transfers.
     */
    private static @Nullable Boolean isWorthKeeping(StatelessSession session, String id) {
        Integer most = session.createSelectionQuery(
                        "select case when t.recordsTransferred > 0 or t.active = true or t.error is not null then 1 else 0 end"
                                + " from MorangoTransferSessionRow t where t.syncSessionId = :session order by 1 desc",
                        Integer.class)
                .setParameter("session", id)
                .setMaxResults(1)
                .uniqueResult();
        return most == null ? null : most > 0;
    }

    @Override
    public void noteUse(String syncSessionId, Instant now) {
        database.inTransaction(s -> s.createMutationQuery(
                        "update MorangoSyncSessionRow s set s.lastActivity = :now where s.id = :id and s.active = true")
                .setParameter("now", now)
                .setParameter("id", syncSessionId)
                .executeUpdate());
    }

    @Override
    public boolean useRequestNumber(String syncSessionId, long number) {
        Optional<Boolean> used = Optional.empty();
        while (used.isEmpty()) {
            used = database.transaction(s -> RequestNumbers.use(s, syncSessionId, number));
        }
        return used.get();
    }

    @Override
    public long highestRequestNumber(String syncSessionId) {
        RequestWindow window = database.read(s -> RequestNumbers.window(s, syncSessionId));
        return window == null ? 0 : window.highest();
    }

    @Override
    public List<String> forgettable(Instant lastUsedBefore, int kept, int limit) {
        return database.read(s -> {
            Instant beyond = s.createSelectionQuery(
                            "select s.lastActivity from MorangoSyncSessionRow s where s.active = false"
                                    + " order by s.active desc, s.lastActivity desc",
                            Instant.class)
                    .setFirstResult(kept)
                    .setMaxResults(1)
                    .uniqueResult();
            return s.createSelectionQuery(
                            "select s.id from MorangoSyncSessionRow s where s.active = false"
                                    + " and (s.lastActivity < :time or s.lastActivity <= :beyond) and not exists"
                                    + " (select t.id from MorangoTransferSessionRow t where t.syncSessionId = s.id"
                                    + " and t.active = true) order by s.active, s.lastActivity",
                            String.class)
                    .setParameter("time", lastUsedBefore)
                    .setParameter("beyond", beyond == null ? Instant.EPOCH : beyond)
                    .setMaxResults(limit)
                    .getResultList();
        });
    }

    @Override
    public void forget(List<String> syncSessionIds) {
        database.inTransaction(s -> drop(s, syncSessionIds));
    }

    private static void drop(StatelessSession session, List<String> ids) {
        for (String delete : List.of(
                "delete from MorangoTouchedRow r where r.transferId in"
                        + " (select t.id from MorangoTransferSessionRow t where t.syncSessionId in :ids)",
                "delete from MorangoTransferSessionRow t where t.syncSessionId in :ids",
                "delete from MorangoSyncSessionRow s where s.id in :ids")) {
            session.createMutationQuery(delete).setParameter("ids", ids).executeUpdate();
        }
    }

    @Override
    public boolean create(TransferSession transfer) {
        return create(transfer, row -> {});
    }

    @Override
    public Ownership createOwned(TransferSession transfer) {
        String owner = Ids.random(random);
        return owned(transfer.id(), owner, () -> {
                    if (!create(transfer, row -> leases.take(row, owner))) {
                        throw new ReplicaException(
                                "Transfer session " + transfer.id() + " exists already.",
                                Map.of("transfer", transfer.id()),
                                null);
                    }
                    return Optional.of(transfer);
                })
                .orElseThrow();
    }

    private boolean create(TransferSession transfer, Consumer<TransferSessionRow> prepared) {
        return database.transaction(s -> {
            if (s.get(TransferSessionRow.class, transfer.id()) != null) {
                return false;
            }
            SyncSessionRow session = s.get(SyncSessionRow.class, transfer.syncSessionId());
            if (session != null && !session.active) {
                throw SessionStore.closed(transfer);
            }
            requireNoneLeft(s);
            TransferSessionRow row = TransferSessionRow.of(transfer);
            prepared.accept(row);
            s.insert(row);
            return true;
        });
    }

    /** Rows that are being removed must not be received meanwhile. */
    private static void requireNoneLeft(StatelessSession session) {
        session.createSelectionQuery("select l from MorangoLeavingRow l", LeavingRow.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .ifPresent(leaving -> {
                    throw new MorangoException(
                            "This database is still removing what certificate " + leaving.certificateId
                                    + " covered; sync again when that is finished.",
                            Map.of("certificate", leaving.certificateId));
                });
    }

    @Override
    public Optional<TransferSession> transfer(String id) {
        return database.read(
                s -> Optional.ofNullable(s.get(TransferSessionRow.class, id)).map(TransferSessionRow::transfer));
    }

    @Override
    public TransferSession update(String transferId, UnaryOperator<TransferSession> change) {
        return update(transferId, change, row -> {});
    }

    private TransferSession update(
            String transferId, UnaryOperator<TransferSession> change, Consumer<TransferSessionRow> prepared) {
        TransferSession left = database.transaction(s -> {
            TransferSessionRow stored = locked(s, transferId);
            TransferSession changed = change.apply(stored.transfer());
            TransferSessionRow row = TransferSessionRow.of(changed);
            leases.keep(stored, row);
            prepared.accept(row);
            if (!changed.active()) {
                Leases.free(row);
            }
            s.update(row);
            return changed;
        });
        if (!left.active()) {
            leases.release(transferId);
        }
        return left;
    }

    private static TransferSessionRow locked(StatelessSession session, String id) {
        TransferSessionRow row = session.get(TransferSessionRow.class, id, LockMode.PESSIMISTIC_WRITE);
        if (row == null) {
            throw new ReplicaException("Transfer session " + id + " does not exist.", Map.of("transfer", id), null);
        }
        return row;
    }

    @Override
    public Optional<Ownership> own(String transferId, UnaryOperator<TransferSession> first) {
        String owner = Ids.random(random);
        return owned(
                transferId,
                owner,
                () -> database.transaction(s -> {
                    TransferSessionRow stored = s.get(TransferSessionRow.class, transferId, LockMode.PESSIMISTIC_WRITE);
                    if (stored == null || !stored.active || leases.isOwned(stored)) {
                        return Optional.empty();
                    }
                    TransferSession changed = first.apply(stored.transfer());
                    TransferSessionRow row = TransferSessionRow.of(changed);
                    leases.take(row, owner);
                    s.update(row);
                    return Optional.of(changed);
                }));
    }

    private Optional<Ownership> owned(String transferId, String owner, Supplier<Optional<TransferSession>> taking) {
        leases.announce(owner);
        Optional<TransferSession> taken = Optional.empty();
        try {
            taken = taking.get();
        } finally {
            if (taken.isEmpty()) {
                leases.withdraw(owner);
            }
        }
        return taken.map(transfer -> {
            leases.hold(transferId, owner);
            return new Owned(transfer, owner);
        });
    }

    @Override
    public boolean isOwned(String transferId) {
        return database.read(s -> {
            TransferSessionRow row = s.get(TransferSessionRow.class, transferId);
            return row != null && leases.isOwned(row);
        });
    }

    /**
     * Confirms, at the end of a transaction, that this process still owns a transfer that it runs.
     *
     * @throws ReplicaException if another process has taken it
     */
    public void confirm(StatelessSession session, String transferId) {
        String owner = leases.owner(transferId);
        if (owner == null) {
            return;
        }
        int own = session.createMutationQuery("update MorangoTransferSessionRow t set t.ownedUntil = :until"
                        + " where t.id = :id and t.owner = :owner")
                .setParameter("until", leases.end())
                .setParameter("id", transferId)
                .setParameter("owner", owner)
                .executeUpdate();
        if (own == 0) {
            throw Leases.lost(transferId);
        }
    }

    /** Ownership of a transfer by this process. */
    private final class Owned implements Ownership {
        private final TransferSession transfer;
        private final String owner;

        Owned(TransferSession transfer, String owner) {
            this.transfer = transfer;
            this.owner = owner;
        }

        @Override
        public TransferSession transfer() {
            return transfer;
        }

        @Override
        public TransferSession release(UnaryOperator<TransferSession> last) {
            TransferSession left = update(transfer.id(), last, Leases::free);
            leases.release(transfer.id());
            return left;
        }

        @Override
        public void close() {
            if (!owner.equals(leases.owner(transfer.id()))) {
                return;
            }
            try {
                database.inTransaction(s -> s.createMutationQuery(
                                "update MorangoTransferSessionRow t set t.owner = null, t.ownerProcess = null,"
                                        + " t.ownedUntil = null where t.id = :id and t.owner = :owner")
                        .setParameter("id", transfer.id())
                        .setParameter("owner", owner)
                        .executeUpdate());
            } finally {
                leases.release(transfer.id());
            }
        }
    }

    @Override
    public List<SyncSession> openSessions(String after, int limit) {
        return database.read(s -> s.createSelectionQuery(
                        "select s from MorangoSyncSessionRow s where s.active and s.id > :after order by s.id",
                        SyncSessionRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> row.session(secrets))
                .toList());
    }

    @Override
    public List<SyncSession> staleSessions(Instant lastUsedBefore, String after, int limit) {
        return database.read(s -> s.createSelectionQuery(
                        "select s from MorangoSyncSessionRow s where s.active and s.id > :after"
                                + " and s.lastActivity < :time and not exists (select t.id"
                                + " from MorangoTransferSessionRow t where t.syncSessionId = s.id"
                                + " and t.active and t.lastActivity >= :time) order by s.id",
                        SyncSessionRow.class)
                .setParameter("after", after)
                .setParameter("time", lastUsedBefore)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> row.session(secrets))
                .toList());
    }

    @Override
    public List<TransferSession> transferred(String after, int limit) {
        return database.read(s -> s.createSelectionQuery(
                        "select t from MorangoTransferSessionRow t where t.active = true and t.id > :after"
                                + " and (t.stage in (:later) or t.stage = :transferring and t.status = :completed)"
                                + " order by t.id",
                        TransferSessionRow.class)
                .setParameter("after", after)
                .setParameter("later", List.of(TransferStage.DEQUEUING.name(), TransferStage.DESERIALIZING.name()))
                .setParameter("transferring", TransferStage.TRANSFERRING.name())
                .setParameter("completed", StageStatus.COMPLETED.name())
                .setMaxResults(limit)
                .getResultStream()
                .map(TransferSessionRow::transfer)
                .toList());
    }

    @Override
    public List<SyncSession> cutOff(Collection<String> clientCertificateIds) {
        return database.read(s -> IdList.select(
                        s,
                        "select s from MorangoSyncSessionRow s where s.active = true and s.server = false and exists"
                                + " (select t.id from MorangoTransferSessionRow t where t.syncSessionId = s.id"
                                + " and t.active = true) and s.clientCertificateId",
                        SyncSessionRow.class,
                        clientCertificateIds)
                .stream()
                .sorted(Comparator.<SyncSessionRow, Instant>comparing(row -> row.lastActivity)
                        .reversed()
                        .thenComparing(row -> row.id))
                .map(row -> row.session(secrets))
                .toList());
    }

    @Override
    public List<TransferSession> activeTransfers(String syncSessionId) {
        return database.read(s -> s.createSelectionQuery(
                        "select t from MorangoTransferSessionRow t where t.syncSessionId = :session and t.active"
                                + " order by t.id",
                        TransferSessionRow.class)
                .setParameter("session", syncSessionId)
                .getResultStream()
                .map(TransferSessionRow::transfer)
                .toList());
    }

    @Override
    public Optional<Agreement> agreement(String peer, Direction direction, Filter filter) {
        return database.read(s -> Agreements.find(s, peer, direction, filter));
    }

    @Override
    public void agree(Agreement agreement, Instant now, Instant forgottenBefore) {
        database.inTransaction(s -> Agreements.save(s, agreement, now, forgottenBefore));
    }

    @Override
    public void hold(Holding holding, Instant forgottenBefore) {
        if (database.read(s -> Holdings.isNews(s, holding))) {
            database.inTransaction(s -> Holdings.save(s, holding, forgottenBefore));
        }
    }

    @Override
    public List<Holding> holdings(int limit) {
        return database.read(s -> Holdings.last(s, limit));
    }
}
