package org.morango.internal.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.internal.transfer.OpenSessions;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/** Deletes certificates that are no longer needed. */
public final class ExpiredCertificates {
    private static final int PAGE = 500;

    private final CertificateStore store;
    private final PeerSettings settings;
    private final OwnCertificates own;
    private final OpenSessions sessions;

    public ExpiredCertificates(Replica replica, PeerSettings settings) {
        this.store = replica.certificates();
        this.settings = settings;
        this.own = new OwnCertificates(store, settings);
        this.sessions = new OpenSessions(replica, settings);
    }

    /** Deletes them, beginning at the ends of chains. */
    public List<String> remove() {
        Set<String> needed = new HashSet<>(sessions.certificates());
        store.owned().forEach(certificate -> needed.add(certificate.id()));
        own.superseded().forEach(certificate -> needed.remove(certificate.id()));
        List<String> removed = new ArrayList<>();
        int before;
        do {
            before = removed.size();
            removeOnce(needed, removed);
        } while (removed.size() > before);
        return removed.stream().sorted().toList();
    }

    private void removeOnce(Set<String> needed, List<String> removed) {
        List<Certificate> page = store.page("", PAGE);
        while (!page.isEmpty()) {
            List<String> expired = page.stream()
                    .filter(this::isExpired)
                    .map(Certificate::id)
                    .filter(id -> !needed.contains(id))
                    .toList();
            if (!expired.isEmpty()) {
                removed.addAll(store.remove(expired));
            }
            page = store.page(page.get(page.size() - 1).id(), PAGE);
        }
    }

    private boolean isExpired(Certificate certificate) {
        Instant now = settings.clock().instant();
        try {
            return certificate
                    .expires()
                    .filter(expires -> now.isAfter(expires.plus(settings.trust().clockLeeway())))
                    .isPresent();
        } catch (CertificateException e) {
            return false;
        }
    }
}
