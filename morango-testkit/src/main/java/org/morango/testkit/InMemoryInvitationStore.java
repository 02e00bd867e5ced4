package org.morango.testkit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationKey;
import org.morango.invitation.InvitationState;
import org.morango.replica.CertificateStore;
import org.morango.replica.InvitationStore;

/** Invitations in maps, under one lock. */
final class InMemoryInvitationStore implements InvitationStore {
    private static final Comparator<Invitation> NEWEST_FIRST = Comparator.comparing(Invitation::created)
            .thenComparing(Invitation::id)
            .reversed();

    private final CertificateStore certificates;
    private final Map<String, Invitation> invitations = new HashMap<>();
    private final Map<String, InvitationKey> keys = new HashMap<>();
    private final Map<String, Joining> joinings = new HashMap<>();

    /** The key until the certificate is there. */
    private record Joining(
            Instant begun,
            @Nullable SigningKey key,
            @Nullable String certificateId) {}

    InMemoryInvitationStore(CertificateStore certificates) {
        this.certificates = certificates;
    }

    @Override
    public synchronized void add(Invitation invitation, InvitationKey key) {
        invitations.put(invitation.id(), invitation);
        keys.put(invitation.id(), key);
    }

    @Override
    public synchronized Optional<Invitation> find(String id) {
        return Optional.ofNullable(invitations.get(id));
    }

    @Override
    public synchronized Optional<InvitationKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public synchronized List<Invitation> page(@Nullable Invitation after, int limit) {
        return invitations.values().stream()
                .filter(i -> after == null || NEWEST_FIRST.compare(i, after) > 0)
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean revoke(String id, Instant at) {
        Invitation i = invitations.get(id);
        if (i == null || i.used() != null || i.revoked() != null) {
            return false;
        }
        invitations.put(id, changed(i, null, null, "", kept(at)));
        return true;
    }

    @Override
    public synchronized boolean redeem(String id, List<Certificate> chainRootFirst, String name, Instant at) {
        Invitation i = invitations.get(id);
        if (i == null || i.state(at) != InvitationState.OPEN) {
            return false;
        }
        certificates.save(chainRootFirst, null);
        invitations.put(
                id,
                changed(
                        i,
                        kept(at),
                        chainRootFirst.get(chainRootFirst.size() - 1).id(),
                        name,
                        null));
        return true;
    }

    private static Invitation changed(
            Invitation i, @Nullable Instant used, @Nullable String usedBy, String name, @Nullable Instant revoked) {
        return new Invitation(
                i.id(),
                i.rootId(),
                i.issuerId(),
                i.scopeDefinitionId(),
                i.scopeParams(),
                i.label(),
                i.created(),
                i.expires(),
                used,
                usedBy,
                name,
                revoked);
    }

    @Override
    public synchronized Optional<SigningKey> joiningKey(String id) {
        return Optional.ofNullable(joinings.get(id)).map(Joining::key);
    }

    @Override
    public synchronized SigningKey beginJoining(String id, SigningKey made, Instant at) {
        return joiningKey(id).orElseGet(() -> {
            joinings.put(id, new Joining(kept(at), made, null));
            return made;
        });
    }

    @Override
    public synchronized void joined(String id, List<Certificate> chainRootFirst, SigningKey key) {
        certificates.save(chainRootFirst, key);
        String leaf = chainRootFirst.get(chainRootFirst.size() - 1).id();
        joinings.computeIfPresent(id, (same, joining) -> new Joining(joining.begun, null, leaf));
    }

    @Override
    public synchronized Optional<String> joined(String id) {
        return Optional.ofNullable(joinings.get(id)).map(Joining::certificateId);
    }

    @Override
    public synchronized void removeOld(Instant before) {
        invitations.values().removeIf(i -> i.expires().isBefore(kept(before)));
        keys.keySet().retainAll(invitations.keySet());
        joinings.values().removeIf(joining -> joining.begun.isBefore(kept(before)));
    }

    private static Instant kept(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
