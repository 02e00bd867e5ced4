package org.morango.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.binding.HintProof;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.transfer.OpenSessions;
import org.morango.record.Filter;
import org.morango.replica.OutsideFilterException;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.RestoredException;
import org.morango.replica.SessionStore;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.SessionKey;
import org.morango.session.Side;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open session with a server, used to push and pull. See docs/protocol.md, "A transfer". Only one push or pull runs
 * at a time; callers in other threads wait. {@link #cancel} ends it.
 */
public final class SyncClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncClient.class);

    /** The status of a server that must not send a record which it has queued. */
    private static final int OUTDATED = 409;

    private final ClientSession on;
    private final Agreements agreements;
    private final Outgoing outgoing;
    private final SyncClientSignals signals = new SyncClientSignals();
    private SyncStatistics statistics = new SyncStatistics(0, 0, 0, Map.<String, Duration>of());
    private boolean closed;
    private boolean broken;
    /** Whether unfinished transfers from before this session was resumed are left. */
    private boolean takenUp;
    /** These transfers, until they are run for the first time. */
    private @Nullable CutOffTransfers earlier;

    SyncClient(ClientSession on) {
        this.on = on;
        this.agreements = new Agreements(on);
        this.outgoing = new Outgoing(on);
    }

    /** Returns a client for a session that was cut off earlier. */
    static SyncClient takenUp(ClientSession on, CutOffTransfers earlier) {
        SyncClient client = new SyncClient(on);
        client.takenUp = true;
        client.earlier = earlier;
        return client;
    }

    /** Returns the session as this side has stored it. */
    public SyncSession session() {
        return on.session();
    }

    /** Returns the signals to listen to; see {@link SyncSignal} for how listeners run. */
    public SyncClientSignals signals() {
        return signals;
    }

    /** As {@link #push(Filter)}, with everything that this side's certificate may write. */
    public TransferSession push() {
        return push(on.client().write());
    }

    /**
     * Sends the server the records of these partitions that it lacks.
     *
     * @return the finished transfer
     * @throws MorangoException if the filter lies outside the scope of either certificate; nothing was requested or
     *     changed
     * @throws SyncException if the push fails, or the thread is interrupted; it then stays interrupted
     */
    public synchronized TransferSession push(Filter filter) {
        checkPush(filter);
        return cancellable(() -> {
            finishEarlier();
            return run(new PushRun(on, signals, TransferRun.opened(on, filter, Direction.PUSH)));
        });
    }

    /** As {@link #pull(Filter)}, with everything that this side's certificate may read. */
    public TransferSession pull() {
        return pull(on.client().read());
    }

    /**
     * Fetches from the server the records of these partitions that this side lacks.
     *
     * @return the finished transfer
     * @throws MorangoException if the filter lies outside the scope of either certificate; nothing was requested or
     *     changed
     * @throws SyncException if the pull fails, or the thread is interrupted; it then stays interrupted
     */
    public synchronized TransferSession pull(Filter filter) {
        checkPull(filter);
        return cancellable(() -> {
            finishEarlier();
            return run(new PullRun(on, signals, TransferRun.opened(on, filter, Direction.PULL)));
        });
    }

    /** As {@link #sync(Filter, Filter)}, with everything that this side's certificate may read and write. */
    public SyncResult sync() {
        return sync(on.client().read(), on.client().write());
    }

    /**
     * Pulls, then pushes. If neither side has changed since a pull and a push found nothing to send, one request finds
     * that out, and no transfer is made.
     *
     * @param pull the partitions to pull
     * @param push the partitions to push
     * @return the transfers that were needed
     * @throws MorangoException as {@link #pull(Filter)} and {@link #push(Filter)} do; nothing was requested or changed
     * @throws SyncException as {@link #pull(Filter)} and {@link #push(Filter)} do; a finished pull stays finished
     */
    public synchronized SyncResult sync(Filter pull, Filter push) {
        checkPull(pull);
        checkPush(push);
        return cancellable(() -> syncNow(pull, push));
    }

    private SyncResult syncNow(Filter pull, Filter push) {
        finishEarlier();
        Set<Direction> standing = agreements.standing(Map.of(Direction.PULL, pull, Direction.PUSH, push));
        Optional<TransferSession> pulled = Optional.empty();
        if (standing.contains(Direction.PULL)) {
            // Records that wait here are tried again in each sync.
            on.replica().deserialize(on.session().profile(), pull);
        } else {
            pulled = Optional.of(pull(pull));
        }
        // Merging what was received may have caused changes here.
        boolean isQuiet = pulled.map(TransferSession::recordsTransferred).orElse(0L) == 0;
        boolean isPushed = isQuiet && standing.contains(Direction.PUSH);
        return new SyncResult(pulled, isPushed ? Optional.empty() : Optional.of(push(push)));
    }

    /** Returns whether the server gives hints in this session; see {@link #listen}. */
    public boolean canListen() {
        return on.common().contains(Capability.HINTS) && on.http().canStream();
    }

    /** As {@link #listen(Filter, HintListener)}, with everything that this side's certificate may read. */
    public HintSubscription listen(HintListener listener) {
        return listen(on.client().read(), listener);
    }

    /**
     * Listens for hints: the server tells from now on when it has something new for the filter. Pull once after this
     * returns; whatever the server gets later, it tells. Pushes and pulls may run meanwhile. Makes one request, without
     * repeating it.
     *
     * @param filter the partitions to be told of
     * @return to be closed before the connection
     * @throws MorangoException if {@link #canListen} is false, or the filter lies outside the scope of either certificate
     * @throws ConnectionException if the server does not answer, or has no room
     * @throws RemoteException if it refuses
     */
    public HintSubscription listen(Filter filter, HintListener listener) {
        checkPull(filter);
        if (!canListen()) {
            throw new MorangoException(
                    on.http().address() + " gives no hints in this session, or the transport cannot read them.",
                    Map.of("session", on.session().id()));
        }
        SessionKey key = Objects.requireNonNull(on.session().binding()).key();
        ClientRequest call = ClientRequest.post(
                Protocol.HINTS + "/",
                Json.object().put("sync_session_id", on.session().id()).put("filter", filter.toString()));
        try {
            Transport.Stream stream = on.http()
                    .open(
                            call,
                            proof -> new HintReader(
                                    new HintProof(key, on.session().id(), proof.code()), listener));
            return stream::close;
        } catch (Unanswered e) {
            throw new ConnectionException(
                    e.getMessage() + ".", Map.of("session", on.session().id()), e.getCause());
        }
    }

    /** As {@link #isAhead(Filter)}, with everything that this side's certificate may write. */
    public boolean isAhead() {
        return isAhead(on.client().write());
    }

    /**
     * Returns whether this side has changes or records for the server that it is not known to hold. Makes no request.
     * It may be wrong only by saying so of records that the server holds already.
     *
     * @param filter the partitions that would be pushed
     */
    public boolean isAhead(Filter filter) {
        return outgoing.isAhead(filter);
    }

    /**
     * Finishes the transfers of this session that were cut off, each from the stage and record that it had reached.
     *
     * @return the transfers that were finished now
     * @throws SyncException if one fails again or is being run by another process; also if the server does not know it
     *     any more, or received data is gone. In the latter cases it is ended, and the next push or pull starts from
     *     the beginning
     */
    public synchronized List<TransferSession> resume() {
        checkOpen();
        return cancellable(this::resumeNow);
    }

    private List<TransferSession> resumeNow() {
        List<TransferSession> finished = new ArrayList<>();
        try (CutOffTransfers transfers = earlier()) {
            for (SessionStore.Ownership transfer : transfers.held()) {
                finished.add(run(again(transfer)));
            }
        }
        takenUp = false;
        broken = false;
        return finished;
    }

    /**
     * Ends the push, pull, sync or resumption that runs now, in another thread, soon: at once while it waits for an
     * answer, and otherwise after the next few thousand records. It throws {@link CancelledException} there. Nothing is
     * lost: what was merged stays, and {@link #resume} or the next session with this server goes on where it was cut off.
     * Does nothing if nothing runs. Safe for use by any thread; does not wait.
     */
    public void cancel() {
        on.http().cancellation().request();
    }

    private <T> T cancellable(Supplier<T> work) {
        Cancellation cancellation = on.http().cancellation();
        cancellation.begin();
        try {
            cancellation.check();
            return work.get();
        } finally {
            cancellation.end();
        }
    }

    /**
     * Finishes earlier transfers first. A transfer that cannot be finished is abandoned, because the next ones bring
     * the same records.
     */
    private void finishEarlier() {
        if (!takenUp) {
            return;
        }
        try (CutOffTransfers transfers = earlier()) {
            transfers.held().forEach(this::finishOrGiveUp);
        }
        takenUp = false;
        broken = false;
    }

    private void finishOrGiveUp(SessionStore.Ownership earlier) {
        TransferSession transfer = earlier.transfer();
        try {
            run(again(earlier));
        } catch (SyncException e) {
            if (e instanceof CancelledException || SyncConnection.isPassing(e) || isRunElsewhere(transfer)) {
                throw e;
            }
            LOG.info("Transfer {} is abandoned: {}", transfer.id(), e.getMessage());
            if (!hasEnded(e)) {
                giveUp(transfer);
            }
        }
    }

    private CutOffTransfers earlier() {
        CutOffTransfers held = earlier;
        earlier = null;
        return held != null
                ? held
                : CutOffTransfers.of(on.replica().sessions(), on.session().id())
                        .orElseThrow(() -> new SyncException(
                                "Session " + on.session().id()
                                        + " is being used by another process, or another thread.",
                                Map.of("session", on.session().id()),
                                null));
    }

    private boolean isRunElsewhere(TransferSession transfer) {
        return on.replica().sessions().isOwned(transfer.id());
    }

    private void giveUp(TransferSession transfer) {
        try {
            on.http().delete("transfersessions/" + transfer.id() + "/");
        } catch (RemoteException e) {
            LOG.info("Transfer {} could not be closed at the server: {}", transfer.id(), e.getMessage());
        }
        on.controller().close(transfer, on.session());
    }

    private TransferRun again(SessionStore.Ownership transfer) {
        return transfer.transfer().isPush() ? new PushRun(on, signals, transfer) : new PullRun(on, signals, transfer);
    }

    /**
     * Runs a transfer. Runs another one in its place if the transfer has shown that this database was restored, or if
     * the sender must not send what it has queued.
     */
    private TransferSession run(TransferRun transfer) {
        try {
            return runOnce(transfer);
        } catch (SyncException e) {
            if (e.getCause() instanceof RestoredException) {
                // Replica.MOST_RENEWALS limits how often this happens.
                return run(anew(transfer));
            }
            if (isQueueOutdated(e)) {
                giveUp(transfer.local);
                broken = false;
                return runOnce(anew(transfer));
            }
            throw e;
        }
    }

    private static boolean isQueueOutdated(SyncException failure) {
        return failure.getCause() instanceof OutsideFilterException
                || failure.getCause() instanceof RemoteException answer && answer.status() == OUTDATED;
    }

    private TransferRun anew(TransferRun transfer) {
        return again(TransferRun.opened(on, transfer.local.filter(), transfer.local.direction()));
    }

    private TransferSession runOnce(TransferRun transfer) {
        boolean goesOn = true;
        try {
            TransferSession finished = transfer.run();
            goesOn = false;
            transfer.merged().ifPresent(merged -> {
                agreements.note(merged);
                outgoing.note(merged);
            });
            return finished;
        } catch (SyncException e) {
            goesOn = !hasEnded(e);
            throw e;
        } finally {
            broken |= goesOn;
            statistics = transfer.statistics();
        }
    }

    /** Returns whether nothing of the transfer is left to resume. */
    private static boolean hasEnded(SyncException failure) {
        return failure.getCause() instanceof TransferGoneException
                || failure.getCause() instanceof EndedException
                || failure.getCause() instanceof ReceivedDataLostException
                || failure.getCause() instanceof RestoredException;
    }

    /** Returns the costs of the last push or pull; all zero before the first. */
    public synchronized SyncStatistics statistics() {
        return statistics;
    }

    private void checkOpen() {
        if (closed) {
            throw new MorangoException(
                    "This session is closed.", Map.of("session", on.session().id()));
        }
    }

    private void checkPush(Filter filter) {
        checkOpen();
        check(filter, on.client().write(), Side.CLIENT, "pushing");
        check(filter, on.server().read(), Side.SERVER, "receiving");
    }

    private void checkPull(Filter filter) {
        checkOpen();
        check(filter, on.client().read(), Side.CLIENT, "pulling");
        check(filter, on.server().write(), Side.SERVER, "sending");
    }

    /** Describes a certificate and its scope for a message. */
    private String shown(String certificateId) {
        return on.replica()
                .certificates()
                .find(certificateId)
                .map(c -> c.id() + " of scope " + c.scopeDefinitionId() + " with " + c.params())
                .orElse(certificateId);
    }

    private void check(Filter filter, Filter allowed, Side whose, String what) {
        if (!filter.isSubsetOf(allowed)) {
            throw new MorangoException(
                    (whose == Side.CLIENT
                                    ? "This side's certificate "
                                            + shown(on.session().clientCertificateId())
                                    : "The server's certificate "
                                            + shown(on.session().serverCertificateId()))
                            + " does not permit " + what + " the filter \"" + filter + "\"; it permits \"" + allowed
                            + "\". Ask for a part of that, or for a certificate with a wider scope.",
                    Map.of("session", on.session().id()));
        }
    }

    /**
     * Ends the session on both sides. A server that cannot be reached any more is logged at INFO, not thrown. A session
     * whose last transfer failed stays as it is, so that it can be resumed: see {@link SyncConnection#resumeSession}.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (earlier != null) {
            earlier.close();
        }
        String id = on.session().id();
        // If the session was resumed elsewhere, it is still needed there.
        if (broken || !on.replica().sessions().activeTransfers(id).isEmpty()) {
            LOG.info("Session {} was cut off and can be resumed", on.session().id());
            return;
        }
        String path = "syncsessions/" + on.session().id() + "/";
        try {
            on.http().delete(path);
        } catch (MorangoException e) {
            LOG.info(
                    "Session {} could not be closed at the server: {}",
                    on.session().id(),
                    e.getMessage());
        }
        new OpenSessions(on.replica(), on.settings()).closeIdle(on.session());
    }
}
