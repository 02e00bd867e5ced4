package org.morango.hibernate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.counter.Claim;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.capture.CaptureSettings;
import org.morango.hibernate.internal.capture.TriggerSet;
import org.morango.hibernate.internal.conflict.ConflictRules;
import org.morango.hibernate.internal.model.RecordLimits;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.AddedMembers;
import org.morango.hibernate.internal.pipeline.Announcement;
import org.morango.hibernate.internal.pipeline.Contents;
import org.morango.hibernate.internal.pipeline.GeneratedNumbers;
import org.morango.hibernate.internal.pipeline.HeldBackLog;
import org.morango.hibernate.internal.pipeline.HeldBackRetry;
import org.morango.hibernate.internal.pipeline.HeldBackRows;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.pipeline.QueueStage;
import org.morango.hibernate.internal.pipeline.ReceivedChunks;
import org.morango.hibernate.internal.pipeline.Repair;
import org.morango.hibernate.internal.pipeline.Rescan;
import org.morango.hibernate.internal.pipeline.SerializeStage;
import org.morango.hibernate.internal.pipeline.Unplaced;
import org.morango.hibernate.internal.pipeline.UnsentRecords;
import org.morango.hibernate.internal.store.ChangeMark;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.HibernateInvitationStore;
import org.morango.hibernate.internal.store.HibernateSessionStore;
import org.morango.hibernate.internal.store.HibernateSyncLog;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.InstanceSetup;
import org.morango.hibernate.internal.store.Location;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.OutboxCompaction;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.Renewal;
import org.morango.hibernate.internal.store.Secrets;
import org.morango.hibernate.report.OutboxFigures;
import org.morango.hibernate.report.RepairResult;
import org.morango.hibernate.report.RescanResult;
import org.morango.hibernate.report.StoreFigures;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordIdRule;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.CertificateStore;
import org.morango.replica.ChangeFeed;
import org.morango.replica.ContentDigest;
import org.morango.replica.DequeueResult;
import org.morango.replica.DeserializeResult;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.HeldBack;
import org.morango.replica.Instance;
import org.morango.replica.InvitationStore;
import org.morango.replica.Recipient;
import org.morango.replica.Replica;
import org.morango.replica.RestoreClaim;
import org.morango.replica.SessionCreation;
import org.morango.replica.SessionStore;
import org.morango.replica.StageWatch;
import org.morango.replica.SyncLog;
import org.morango.replica.UnsentCounts;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replica on the database of a JPA application with Hibernate. */
final class HibernateReplica implements Replica {
    private static final Logger LOG = LoggerFactory.getLogger(HibernateReplica.class);

    private final SyncableModels models;
    private final Hooks hooks;
    private final Database database;
    private final PartitionLocks locks;
    private final RandomGenerator random;
    private final Clock clock;
    private final long maxRecordBytes;
    private final long counterAtStart;
    private final ContentChecks contentChecks;
    private final boolean isPlainAllowed;
    private final CertificateStore certificates;
    private final InvitationStore invitations;
    private final HibernateSessionStore sessions;
    private final ChangeFeed changes;
    private final LoggedPasses passes;
    private final Reception reception;
    private final SyncLog syncLog;

    HibernateReplica(SessionFactoryImplementor factory, SecureRandom random) {
        this(factory, random, Hooks.NONE);
    }

    HibernateReplica(SessionFactoryImplementor factory, SecureRandom random, Hooks hooks) {
        this(factory, PeerSettings.builder().random(random).build(), hooks);
    }

    HibernateReplica(SessionFactoryImplementor factory, PeerSettings settings, Hooks hooks) {
        this.models = SyncableModels.of(factory);
        hooks.refused().keySet().forEach(models::get);
        hooks.adapters().keySet().forEach(models::get);
        hooks.initial().forEach((entity, values) -> models.get(entity).checkLocal(values.keySet()));
        this.hooks = hooks;
        this.database = new Database(factory, settings);
        this.locks = new PartitionLocks(database);
        this.contentChecks = new ContentChecks(database);
        this.random = settings.random();
        this.isPlainAllowed = settings.trust().allowPlainMorango();
        Secrets secrets = new Secrets(settings.trust().keyCipher(), settings.random());
        this.certificates = new HibernateCertificateStore(database, secrets, models.profiles());
        this.invitations = new HibernateInvitationStore(database, secrets);
        this.sessions = new HibernateSessionStore(database, secrets, settings.random(), settings.clock());
        this.syncLog = new HibernateSyncLog(database, settings.random());
        database.look();
        InstanceSetup.establish(database, settings.random());
        TriggerSet.check(database, locks);
        secrets.renew(database);
        if (isApplication()) {
            Location.check(database, locks, settings);
        }
        this.counterAtStart = database.read(InstanceCounter::current).counter();
        this.clock = settings.clock();
        OutboxCompaction compaction = new OutboxCompaction(database, locks, settings.threads());
        this.changes = new ChangeFeed(
                () -> database.read(ChangeMark::read),
                settings.live().databasePoll(),
                settings.threads(),
                settings.pause().alarm());
        CaptureSettings.apply(factory, clock, settings.limits().outboxNotes(), compaction::start, changes::signal);
        this.passes = new LoggedPasses(
                locks,
                new ConflictRules(models, hooks.resolvers(), hooks.conflicts(), settings.clock()),
                hooks,
                changes);
        this.reception = new Reception(database, models, hooks, passes);
        this.maxRecordBytes = RecordLimits.maxBytes(factory);
        AddedMembers.fill(database, locks, models, hooks);
        GeneratedNumbers.tell(database, models);
        // The application may have changed since, and may be able to send now what it could not send before.
        retryHeldBack();
        Unplaced.warn(unplacedRows());
    }

    StoreFigures figures() {
        return database.read(session -> StoreCount.read(session, models));
    }

    OutboxFigures outbox() {
        return database.read(session -> new Outbox(session).figures());
    }

    RepairResult repair() {
        return Repair.run(locks);
    }

    PendingRecordQuery pendingRecords() {
        return new PendingRecordQuery(database, models);
    }

    HeldBackQuery heldBack() {
        return new HeldBackQuery(this, database, models);
    }

    List<UnplacedRows> unplacedRows() {
        return database.read(session -> Unplaced.find(session, models));
    }

    RescanResult rescan(String profile) {
        return new RescanRun(models, locks).run(profile);
    }

    RescanResult rescan(Class<?> entity) {
        return new RescanRun(models, locks).run(entity);
    }

    LeavingRun leavings(PeerSettings settings) {
        return new LeavingRun(this, settings, database, models, locks, hooks);
    }

    @Override
    public void leaveLost(PeerSettings settings) {
        leavings(settings).leaveLost();
    }

    RowRecords rows() {
        return new RowRecords(database, models, locks, this::serialize, this::deserialize);
    }

    @Override
    public Instance instance() {
        // Another process may have renewed the instance.
        return database.read(InstanceCounter::instance);
    }

    @Override
    public RestoreClaim renewIfRestored(long held) {
        if (held <= counterAtStart
                || held <= database.read(InstanceCounter::current).counter()) {
            return RestoreClaim.POSSIBLE;
        }
        return locks.exclusive(
                Filter.EVERYTHING, session -> Renewal.claimed(session, random, counterAtStart, held, clock.instant()));
    }

    @Override
    public void renewRestored() {
        locks.exclusive(Filter.EVERYTHING, session -> {
            Renewal.said(session, random, counterAtStart);
            return true;
        });
    }

    @Override
    public long heal(Filter filter) {
        return locks.exclusive(Filter.EVERYTHING, session -> Renewal.heal(session, random, filter));
    }

    @Override
    public boolean renewCopied(String shared) {
        return !shared.equals(instance().id())
                || locks.exclusive(
                        Filter.EVERYTHING, session -> Renewal.copied(session, random, shared, clock.instant()));
    }

    @Override
    public boolean isApplication() {
        // A peer without models of its own may pass on records of other peers' models.
        return !models.all().isEmpty() || !database.read(ModelRow::areAny);
    }

    @Override
    public Set<String> profiles() {
        return models.all().isEmpty() ? Replica.super.profiles() : models.profiles();
    }

    @Override
    public CertificateStore certificates() {
        return certificates;
    }

    @Override
    public InvitationStore invitations() {
        return invitations;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public SessionCreation create(SyncSession session, String nonce, Instant first, Instant last) {
        return sessions.create(session, nonce, first, last);
    }

    @Override
    public SyncLog syncLog() {
        return syncLog;
    }

    @Override
    public Optional<RecordIdRule> idRule(String profile, String modelName) {
        return models.find(profile, modelName).map(SyncableModel::idRule);
    }

    @Override
    public void serialize(String profile, Filter filter) {
        Set<String> moved = new LinkedHashSet<>();
        SerializeStage.Pass pass;
        do {
            pass = passes.run(session -> needed(session, profile, filter), (session, log) -> {
                if (!log.locked().equals(Filter.EVERYTHING)) {
                    Announcement.make(session, filter);
                    return SerializeStage.Pass.NOTHING;
                }
                Rescan.noted(session, models);
                HeldBackRows held = new HeldBackRows(session, maxRecordBytes, clock);
                return SerializeStage.run(
                        session,
                        models,
                        log.conflicts(),
                        held,
                        profile,
                        filter,
                        hooks.tenantRoot(),
                        random,
                        isPlainAllowed);
            });
            HeldBackLog.warn(pass.heldBack());
            moved.addAll(pass.moved());
            StageWatch.tell(0);
        } while (!pass.isLast());
        // Moves lead to partitions which the transfer that has brought them may not reach.
        moved.removeIf(partition -> filter.contains(partition) || !Filter.isPrefix(partition));
        if (!moved.isEmpty()) {
            deserialize(profile, Filter.of(moved.toArray(String[]::new)));
        }
    }

    /** A pass moves changes of all partitions. Most often there are none, and it only announces counters. */
    private Filter needed(StatelessSession session, String profile, Filter filter) {
        return new Outbox(session).isAny(profile, models.names(profile)) ? Filter.EVERYTHING : filter;
    }

    @Override
    public void holdBack(Collection<HeldBack> records) {
        HeldBackLog.warn(
                database.transaction(session -> HeldBackRecords.records(session).add(records, clock.instant())));
    }

    @Override
    public void retryHeldBack() {
        HeldBackRetry.run(database, locks, models);
    }

    @Override
    public boolean isSerialized(String profile, Filter filter) {
        return database.read(session ->
                !new Outbox(session).isAny(profile, models.names(profile)) && Announcement.isMade(session, filter));
    }

    @Override
    public Fsic fsic(Filter filter, FsicRole role, FsicFormat format, String peer) {
        return database.read(session -> MaxCounters.fsic(session, filter, role, format, peer));
    }

    @Override
    public Map<FsicRole, Fsic> fsics(Filter filter, FsicFormat format, String peer) {
        return database.read(session -> MaxCounters.fsics(session, filter, format, peer));
    }

    @Override
    public ChangeFeed changes() {
        return changes;
    }

    @Override
    public RecordVersion lastVersion() {
        return database.read(InstanceCounter::current);
    }

    @Override
    public boolean hasChanges(String profile) {
        return database.read(session -> new Outbox(session).isAny(profile, models.names(profile)));
    }

    @Override
    public boolean hasAny(String profile, PartitionCounters missing, ModelSet models) {
        return !missing.isEmpty() && database.bulkRead(session -> QueueStage.isAny(session, profile, missing, models));
    }

    @Override
    public long queue(String transferId, String profile, PartitionCounters missing, ModelSet models) {
        discardQueue(transferId);
        if (missing.asMap().isEmpty()) {
            return 0;
        }
        Filter filter = missing.filter();
        return locks.shared(filter, session -> {
            long queued = QueueStage.run(session, transferId, profile, missing, models);
            // The peer may already be reading what another process has queued since.
            sessions.confirm(session, transferId);
            return queued;
        });
    }

    @Override
    public void queue(String transferId, List<String> ids) {
        discardQueue(transferId);
        database.transaction(session -> QueueStage.run(session, transferId, ids));
    }

    @Override
    public UnsentCounts unsent(String profile, List<Recipient> recipients) {
        return database.read(session -> UnsentRecords.count(session, profile, recipients));
    }

    @Override
    public List<ContentDigest> contents(
            String profile, Filter filter, ModelSet models, String after, String through, int limit) {
        return database.bulkRead(session -> Contents.read(session, profile, filter, models, after, through, limit));
    }

    @Override
    public Optional<String> takeContentCheck(Instant now, Duration interval) {
        return contentChecks.take(now, interval);
    }

    @Override
    public void contentsChecked(String through) {
        contentChecks.done(through);
    }

    @Override
    public long unqueue(String transferId, long offset) {
        return database.transaction(session -> QueueStage.take(session, transferId, offset));
    }

    @Override
    public List<SyncRecord> queued(String transferId, long offset, int limit, long characters) {
        return database.bulkRead(session -> QueueStage.read(session, transferId, offset, limit, characters));
    }

    @Override
    public long buffer(String transferId, List<SyncRecord> chunk) {
        return database.transaction(session -> ReceivedChunks.add(session, models, transferId, chunk));
    }

    @Override
    public DequeueResult dequeue(String transferId, Claim sender) {
        return reception.dequeue(transferId, sender);
    }

    @Override
    public DequeueResult integrate(String transferId, String profile, Claim sender) {
        return reception.integrate(transferId, profile, sender);
    }

    @Override
    public DeserializeResult deserialize(String profile, Filter filter) {
        return reception.deserialize(profile, filter);
    }

    Conflicts conflicts() {
        return new Conflicts(models, hooks, database, locks);
    }

    @Override
    public void discard(String transferId) {
        discardQueue(transferId);
        database.inPasses(session -> ReceivedChunks.discard(session, transferId));
    }

    private void discardQueue(String transferId) {
        database.inPasses(session -> QueueStage.discard(session, transferId));
    }
}
