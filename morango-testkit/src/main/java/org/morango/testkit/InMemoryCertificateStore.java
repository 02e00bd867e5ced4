package org.morango.testkit;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;

/** Certificates, keys, scope definitions and nonces in maps, under one lock. */
final class InMemoryCertificateStore implements CertificateStore {
    private final Map<String, Certificate> certificates = new TreeMap<>();
    private final Map<String, SigningKey> keys = new HashMap<>();
    private final Map<String, Revocation> revocations = new TreeMap<>();
    private final Map<String, ScopeDefinition> definitions = new HashMap<>();
    private final Map<String, Instant> nonces = new HashMap<>();
    private Instant latest = Instant.MIN;
    private final Set<String> bound = new HashSet<>();
    private @Nullable SigningKey sharedKey;

    @Override
    public synchronized Optional<Certificate> find(String id) {
        return Optional.ofNullable(certificates.get(id));
    }

    @Override
    public synchronized Optional<SigningKey> key(String certificateId) {
        return Optional.ofNullable(keys.get(certificateId));
    }

    @Override
    public synchronized List<Certificate> chain(String certificateId) {
        List<Certificate> chain = new ArrayList<>();
        for (Certificate c = certificates.get(certificateId); c != null; ) {
            chain.add(c);
            c = c.parentId() == null ? null : certificates.get(c.parentId());
        }
        Collections.reverse(chain);
        return chain;
    }

    @Override
    public synchronized List<Certificate> owned(String rootId) {
        return owned().stream()
                .filter(c -> chain(c.id()).stream().anyMatch(a -> a.id().equals(rootId)))
                .toList();
    }

    @Override
    public synchronized List<Certificate> owned() {
        return certificates.values().stream()
                .filter(c -> keys.containsKey(c.id()))
                .toList();
    }

    @Override
    public synchronized List<Certificate> page(String after, int limit) {
        return certificates.values().stream()
                .filter(c -> c.id().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<String> remove(Collection<String> certificateIds) {
        List<String> removed = certificateIds.stream()
                .filter(certificates::containsKey)
                .filter(id -> certificates.values().stream().noneMatch(c -> id.equals(c.parentId())))
                .filter(id -> revocations.values().stream()
                        .noneMatch(r ->
                                r.certificateId().equals(id) || r.issuerId().equals(id)))
                .sorted()
                .toList();
        removed.forEach(certificates::remove);
        removed.forEach(keys::remove);
        return removed;
    }

    @Override
    public synchronized void save(List<Certificate> chainRootFirst, @Nullable SigningKey leafKey) {
        chainRootFirst.forEach(c -> certificates.putIfAbsent(c.id(), c));
        if (leafKey != null) {
            keys.put(chainRootFirst.get(chainRootFirst.size() - 1).id(), leafKey);
        }
    }

    /** Returns how many revocations there are. */
    synchronized int countRevocations() {
        return revocations.size();
    }

    @Override
    public synchronized boolean save(Revocation revocation) {
        return revocations.putIfAbsent(revocation.certificateId(), revocation) == null;
    }

    @Override
    public synchronized List<Revocation> revocations(Collection<String> certificateIds) {
        return revocations.values().stream()
                .filter(r -> certificateIds.contains(r.certificateId()))
                .toList();
    }

    @Override
    public synchronized List<Revocation> revocationsOfLines(Collection<String> lines) {
        return revocations.values().stream()
                .filter(r -> lines.contains(CertificateChains.line(chain(r.certificateId()))))
                .toList();
    }

    @Override
    public synchronized List<String> revoked(String rootId) {
        return revocations.keySet().stream().filter(id -> isUnder(id, rootId)).toList();
    }

    @Override
    public synchronized long revokedInBranch(String branchId) {
        return revocations.values().stream()
                .filter(r -> chain(r.issuerId()).stream().map(Certificate::line).anyMatch(branchId::equals))
                .count();
    }

    private boolean isUnder(String id, String rootId) {
        return chain(id).stream().anyMatch(c -> c.id().equals(rootId));
    }

    @Override
    public synchronized void noteBound(String certificateId, Instant at) {
        bound.add(certificateId);
    }

    @Override
    public synchronized boolean hasOpenedBound(String certificateId) {
        return bound.contains(certificateId);
    }

    @Override
    public synchronized Optional<ScopeDefinition> scopeDefinition(String id) {
        return Optional.ofNullable(definitions.get(id));
    }

    @Override
    public synchronized void save(ScopeDefinition definition) {
        definitions.put(definition.id(), definition);
    }

    @Override
    public synchronized void saveNonce(String id, Instant created, String ip) {
        nonces.put(id, created);
    }

    @Override
    public synchronized void dropNonces(Instant createdBefore) {
        nonces.values().removeIf(createdBefore::isAfter);
    }

    @Override
    public synchronized boolean useNonce(String id, Instant first, Instant last) {
        Instant created = nonces.remove(id);
        return created != null && !created.isBefore(first) && !created.isAfter(last);
    }

    @Override
    public synchronized Instant latestTime(Instant now) {
        latest = now.isAfter(latest) ? now : latest;
        return latest;
    }

    @Override
    public synchronized void keepTime(Instant time) {
        latestTime(time);
    }

    @Override
    public synchronized void resetTime(Instant now) {
        latest = now;
    }

    @Override
    public synchronized SigningKey sharedKey() {
        if (sharedKey == null) {
            sharedKey = SigningKey.generate(new SecureRandom());
        }
        return sharedKey;
    }
}
