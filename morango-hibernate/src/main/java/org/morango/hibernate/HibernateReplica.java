package org.morango.hibernate;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.DequeueStage;
import org.morango.hibernate.internal.pipeline.DeserializeStage;
import org.morango.hibernate.internal.pipeline.QueueStage;
import org.morango.hibernate.internal.pipeline.ReceivedChunks;
import org.morango.hibernate.internal.pipeline.SerializeStage;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.HibernateSessionStore;
import org.morango.hibernate.internal.store.Identity;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.record.Filter;
import org.morango.record.RecordIdRule;
import org.morango.record.SyncRecord;
import org.morango.replica.CertificateStore;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.replica.SessionStore;

/** A database of a JPA application on Hibernate, as a replica. */
final class HibernateReplica implements Replica {
    private final SyncableModels models;
    private final Database database;
    private final PartitionLocks locks;
    private final Instance instance;
    private final CertificateStore certificates;
    private final SessionStore sessions;

    HibernateReplica(SessionFactoryImplementor factory, SecureRandom random) {
        this.models = SyncableModels.of(factory);
        this.database = new Database(factory);
        this.locks = new PartitionLocks(database);
        this.certificates = new HibernateCertificateStore(database, random);
        this.sessions = new HibernateSessionStore(database);
        this.instance = Identity.establish(database, random);
    }

    StoreFigures figures() {
        return database.read(session -> session.createSelectionQuery("""
                        select count(*), coalesce(sum(s.historySize), 0),
                            coalesce(sum(case when s.dirty then 1 else 0 end), 0),
                            coalesce(sum(case when s.dirty and s.deserializationError is not null then 1 else 0 end), 0),
                            coalesce(sum(case when s.conflictingData <> '' then 1 else 0 end), 0)
                        from MorangoStoreRow s""", Object[].class)
                .getResultStream()
                .map(HibernateReplica::figures)
                .findFirst()
                .orElseThrow());
    }

    private static StoreFigures figures(Object[] row) {
        long[] counts =
                Arrays.stream(row).mapToLong(n -> ((Number) n).longValue()).toArray();
        return new StoreFigures(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    @Override
    public Instance instance() {
        return instance;
    }

    @Override
    public CertificateStore certificates() {
        return certificates;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public Optional<RecordIdRule> idRule(String profile, String modelName) {
        return models.find(profile, modelName).map(SyncableModel::idRule);
    }

    @Override
    public void serialize(String profile, Filter filter) {
        locks.exclusive(filter, session -> {
            SerializeStage.run(session, models, instance.id(), profile, filter);
            return true;
        });
    }

    @Override
    public Fsic fsic(Filter filter, FsicRole role, FsicFormat format) {
        return database.read(session -> MaxCounters.fsic(session, filter, role, format));
    }

    @Override
    public long queue(String transferId, String profile, PartitionCounters missing) {
        Filter filter = Filter.of(missing.asMap().keySet().toArray(String[]::new));
        return locks.shared(filter, session -> QueueStage.run(session, transferId, profile, missing));
    }

    @Override
    public List<SyncRecord> queued(String transferId, long offset, int limit) {
        return database.read(session -> QueueStage.read(session, transferId, offset, limit));
    }

    @Override
    public long buffer(String transferId, List<SyncRecord> chunk) {
        return database.transaction(session -> ReceivedChunks.add(session, transferId, chunk));
    }

    @Override
    public DequeueResult dequeue(String transferId, PartitionCounters sender) {
        Filter filter = Filter.of(sender.asMap().keySet().toArray(String[]::new));
        return locks.exclusive(filter, session -> DequeueStage.run(session, transferId, instance.id(), sender));
    }

    @Override
    public DeserializeResult deserialize(String profile, Filter filter) {
        return locks.exclusive(filter, session -> DeserializeStage.run(session, models, profile, filter));
    }

    @Override
    public void discard(String transferId) {
        database.inTransaction(session -> {
            QueueStage.discard(session, transferId);
            ReceivedChunks.discard(session, transferId);
        });
    }
}
