package org.morango.testkit;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** Sessions in maps, under one lock. */
final class InMemorySessionStore implements SessionStore {
    private final Map<String, SyncSession> sessions = new TreeMap<>();
    private final Map<String, TransferSession> transfers = new TreeMap<>();
    private final Set<String> owned = new HashSet<>();

    synchronized InMemorySessionStore copy() {
        InMemorySessionStore copy = new InMemorySessionStore();
        copy.sessions.putAll(sessions);
        copy.transfers.putAll(transfers);
        return copy;
    }

    synchronized void restore(InMemorySessionStore copy) {
        sessions.clear();
        sessions.putAll(copy.sessions);
        transfers.clear();
        transfers.putAll(copy.transfers);
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
        return changed;
    }

    @Override
    public synchronized Optional<Ownership> own(String transferId) {
        return owned.add(transferId) ? Optional.of(() -> release(transferId)) : Optional.empty();
    }

    private synchronized void release(String transferId) {
        owned.remove(transferId);
    }

    @Override
    public synchronized List<SyncSession> staleSessions(Instant lastUsedBefore, String after, int limit) {
        return sessions.values().stream()
                .filter(s -> s.active() && s.id().compareTo(after) > 0)
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
    public synchronized List<SyncSession> cutOff(String clientCertificateId) {
        return sessions.values().stream()
                .filter(s -> s.active() && !s.server())
                .filter(s -> s.clientCertificateId().equals(clientCertificateId))
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
}
