package org.morango.testkit;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.morango.record.Filter;
import org.morango.replica.Agreement;
import org.morango.replica.Holding;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.session.Direction;
import org.morango.session.RequestWindow;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** Sessions in maps, under one lock. */
final class InMemorySessionStore implements SessionStore {
    private final Map<String, SyncSession> sessions = new TreeMap<>();
    private final Map<String, TransferSession> transfers = new TreeMap<>();
    private final Map<String, Owned> owners = new HashMap<>();
    private final Map<String, RequestWindow> windows = new HashMap<>();
    private final Map<Agreed, Agreement> agreements = new HashMap<>();

    private final Map<String, Holding> holdings = new HashMap<>();

    private record Agreed(String peer, Direction direction, Filter filter) {}

    synchronized InMemorySessionStore copy() {
        InMemorySessionStore copy = new InMemorySessionStore();
        copy.sessions.putAll(sessions);
        copy.transfers.putAll(transfers);
        copy.windows.putAll(windows);
        copy.agreements.putAll(agreements);
        copy.holdings.putAll(holdings);
        return copy;
    }

    synchronized void restore(InMemorySessionStore copy) {
        sessions.clear();
        sessions.putAll(copy.sessions);
        transfers.clear();
        transfers.putAll(copy.transfers);
        windows.clear();
        windows.putAll(copy.windows);
        agreements.clear();
        agreements.putAll(copy.agreements);
        holdings.clear();
        holdings.putAll(copy.holdings);
    }

    @Override
    public synchronized boolean create(SyncSession session) {
        return sessions.putIfAbsent(session.id(), session) == null;
    }

    @Override
    public synchronized Optional<SyncSession> syncSession(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public synchronized void save(SyncSession session) {
        boolean isWorthKeeping = session.active()
                || transfers.values().stream()
                        .filter(t -> t.syncSessionId().equals(session.id()))
                        .anyMatch(t -> t.recordsTransferred() > 0 || t.active() || t.error() != null);
        if (isWorthKeeping) {
            sessions.put(session.id(), session);
        } else {
            forget(List.of(session.id()));
        }
    }

    @Override
    public synchronized void noteUse(String syncSessionId, Instant now) {
        sessions.computeIfPresent(syncSessionId, (id, session) -> session.active() ? session.usedAt(now) : session);
    }

    @Override
    public synchronized boolean useRequestNumber(String syncSessionId, long number) {
        Optional<RequestWindow> used = sessions.containsKey(syncSessionId)
                ? windows.getOrDefault(syncSessionId, RequestWindow.NEW).use(number)
                : Optional.empty();
        used.ifPresent(window -> windows.put(syncSessionId, window));
        return used.isPresent();
    }

    @Override
    public synchronized long highestRequestNumber(String syncSessionId) {
        return windows.getOrDefault(syncSessionId, RequestWindow.NEW).highest();
    }

    @Override
    public synchronized List<String> forgettable(Instant lastUsedBefore, int kept, int limit) {
        List<SyncSession> closed = sessions.values().stream()
                .filter(s -> !s.active())
                .sorted(Comparator.comparing(SyncSession::lastActivity))
                .toList();
        return closed.stream()
                .filter(s -> s.lastActivity().isBefore(lastUsedBefore) || closed.indexOf(s) < closed.size() - kept)
                .filter(s -> activeTransfers(s.id()).isEmpty())
                .map(SyncSession::id)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void forget(List<String> syncSessionIds) {
        syncSessionIds.forEach(sessions::remove);
        syncSessionIds.forEach(windows::remove);
        transfers.values().removeIf(t -> syncSessionIds.contains(t.syncSessionId()));
    }

    @Override
    public synchronized boolean create(TransferSession transfer) {
        SyncSession session = sessions.get(transfer.syncSessionId());
        if (session != null && !session.active() && !transfers.containsKey(transfer.id())) {
            throw SessionStore.closed(transfer);
        }
        return transfers.putIfAbsent(transfer.id(), transfer) == null;
    }

    @Override
    public synchronized Optional<TransferSession> transfer(String id) {
        return Optional.ofNullable(transfers.get(id));
    }

    @Override
    public synchronized TransferSession update(String transferId, UnaryOperator<TransferSession> change) {
        TransferSession transfer = transfers.get(transferId);
        if (transfer == null) {
            throw new ReplicaException(
                    "Transfer session " + transferId + " does not exist.", Map.of("transfer", transferId), null);
        }
        TransferSession changed = change.apply(transfer);
        transfers.put(transferId, changed);
        if (!changed.active()) {
            owners.remove(transferId);
        }
        return changed;
    }

    @Override
    public synchronized Ownership createOwned(TransferSession transfer) {
        if (!create(transfer)) {
            throw new ReplicaException(
                    "Transfer session " + transfer.id() + " exists already.", Map.of("transfer", transfer.id()), null);
        }
        return own(transfer.id(), t -> t).orElseThrow();
    }

    @Override
    public synchronized Optional<Ownership> own(String transferId, UnaryOperator<TransferSession> first) {
        TransferSession transfer = transfers.get(transferId);
        if (transfer == null || !transfer.active() || owners.containsKey(transferId)) {
            return Optional.empty();
        }
        Owned owned = new Owned(update(transferId, first));
        owners.put(transferId, owned);
        return Optional.of(owned);
    }

    @Override
    public synchronized boolean isOwned(String transferId) {
        return owners.containsKey(transferId);
    }

    private synchronized TransferSession release(Owned owned, UnaryOperator<TransferSession> last) {
        if (!owners.remove(owned.transfer.id(), owned)) {
            throw new ReplicaException(
                    "Transfer " + owned.transfer.id() + " is run by another process now.",
                    Map.of("transfer", owned.transfer.id()),
                    null);
        }
        return update(owned.transfer.id(), last);
    }

    private synchronized void close(Owned owned) {
        owners.remove(owned.transfer.id(), owned);
    }

    private final class Owned implements Ownership {
        private final TransferSession transfer;

        Owned(TransferSession transfer) {
            this.transfer = transfer;
        }

        @Override
        public TransferSession transfer() {
            return transfer;
        }

        @Override
        public TransferSession release(UnaryOperator<TransferSession> last) {
            return InMemorySessionStore.this.release(this, last);
        }

        @Override
        public void close() {
            InMemorySessionStore.this.close(this);
        }
    }

    @Override
    public synchronized List<SyncSession> openSessions(String after, int limit) {
        return open(after).limit(limit).toList();
    }

    private Stream<SyncSession> open(String after) {
        return sessions.values().stream().filter(s -> s.active() && s.id().compareTo(after) > 0);
    }

    @Override
    public synchronized List<SyncSession> staleSessions(Instant lastUsedBefore, String after, int limit) {
        return open(after)
                .filter(s -> s.lastActivity().isBefore(lastUsedBefore))
                .filter(s -> activeTransfers(s.id()).stream()
                        .allMatch(t -> t.lastActivity().isBefore(lastUsedBefore)))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<TransferSession> transferred(String after, int limit) {
        return transfers.values().stream()
                .filter(t -> t.active() && t.id().compareTo(after) > 0 && t.hasCompleted(TransferStage.TRANSFERRING))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<SyncSession> cutOff(Collection<String> clientCertificateIds) {
        return sessions.values().stream()
                .filter(s -> s.active() && !s.isServer())
                .filter(s -> clientCertificateIds.contains(s.clientCertificateId()))
                .filter(s -> !activeTransfers(s.id()).isEmpty())
                .sorted(Comparator.comparing(SyncSession::lastActivity).reversed())
                .toList();
    }

    @Override
    public synchronized List<TransferSession> activeTransfers(String syncSessionId) {
        return transfers.values().stream()
                .filter(t -> t.active() && t.syncSessionId().equals(syncSessionId))
                .toList();
    }

    @Override
    public synchronized Optional<Agreement> agreement(String peer, Direction direction, Filter filter) {
        return Optional.ofNullable(agreements.get(new Agreed(peer, direction, filter)));
    }

    @Override
    public synchronized void agree(Agreement agreement, Instant now, Instant forgottenBefore) {
        agreements.put(new Agreed(agreement.peer(), agreement.direction(), agreement.filter()), agreement);
    }

    @Override
    public synchronized void hold(Holding holding, Instant forgottenBefore) {
        holdings.values().removeIf(h -> h.learned().isBefore(forgottenBefore));
        if (!holding.isClient()) {
            holdings.values()
                    .removeIf(h -> !h.isClient()
                            && h.address().equals(holding.address())
                            && h.profile().equals(holding.profile())
                            && !h.instance().equals(holding.instance()));
        }
        holdings.merge(holding.id(), holding, (earlier, later) -> later.with(earlier.counters()));
    }

    @Override
    public synchronized List<Holding> holdings(int limit) {
        return holdings.values().stream()
                .sorted(Comparator.comparing(Holding::learned).reversed().thenComparing(Holding::id))
                .limit(limit)
                .toList();
    }
}
