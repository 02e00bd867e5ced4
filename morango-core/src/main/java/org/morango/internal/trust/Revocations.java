package org.morango.internal.trust;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.Revocation;
import org.morango.common.MorangoException;
import org.morango.internal.audit.Audit;
import org.morango.internal.transfer.OpenSessions;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The revocations that this side knows under each root, to be exchanged with other peers. */
public final class Revocations {
    /** Most revocations in one request or answer. */
    public static final int PAGE = 500;
    /**
     * Most revocations that this side stores for one branch. A branch is a certificate that the root has signed, with
     * everything below it.
     */
    static final int MAX_IN_BRANCH = 10_000;

    /** Most signatures that are verified for one request or answer. */
    public static final int MAX_SIGNATURES = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Audit audit;
    private final CertificateStore store;
    private final Trust trust;
    private final OpenSessions sessions;

    public Revocations(Replica replica, PeerSettings settings) {
        this.audit = new Audit(settings);
        this.store = replica.certificates();
        this.trust = new Trust(store, settings);
        this.sessions = new OpenSessions(replica, settings);
    }

    /**
     * Returns a digest. It is equal on two sides if they know the same revoked certificates under the root, whoever has
     * revoked them.
     */
    public String digest(String rootId) {
        return Ids.hash(store.revoked(rootId).toArray(String[]::new));
    }

    /** Stores a verified revocation, and ends the sessions that it concerns. */
    public boolean add(Revocation revocation) {
        if (!store.save(revocation)) {
            return false;
        }
        sessions.endThoseUnder(revocation.certificateId());
        audit.tell(
                Kind.CERTIFICATE_REVOKED,
                Side.CLIENT,
                Map.of(
                        "certificate",
                        revocation.certificateId(),
                        "issuer",
                        revocation.issuerId(),
                        "reason",
                        revocation.reason()));
        return true;
    }

    /** Returns a part of the revocations that are known here. */
    public Statements statements(Collection<String> certificateIds) {
        List<Revocation> found =
                store.revocations(certificateIds.stream().limit(PAGE).toList());
        Map<String, Certificate> certificates = new LinkedHashMap<>();
        List<Revocation> said = new ArrayList<>();
        int signatures = 0;
        for (Revocation revocation : found) {
            List<Certificate> chain = store.chain(revocation.certificateId());
            signatures += chain.size() + 1;
            if (signatures > MAX_SIGNATURES) {
                break;
            }
            said.add(revocation);
            chain.forEach(c -> certificates.put(c.id(), c));
        }
        return new Statements(said, List.copyOf(certificates.values()));
    }

    /** Returns the ids of the certificates under a root that are known here to be revoked and are not in the set. */
    public List<String> lackedBy(Set<String> held, String rootId) {
        return store.revoked(rootId).stream().filter(id -> !held.contains(id)).toList();
    }

    /**
     * Returns the given ids that are not known here to be revoked under a root; as many as can be requested at once.
     */
    public List<String> lackedOf(Collection<String> held, String rootId) {
        Set<String> known = new HashSet<>(store.revoked(rootId));
        return held.stream().filter(id -> !known.contains(id)).limit(PAGE).toList();
    }

    /**
     * Accepts the revocations of another peer, as far as they are true and about certificates under that root.
     *
     * @return how many were new
     */
    public int accept(Statements said, String rootId) {
        Map<String, Certificate> certificates = new LinkedHashMap<>();
        said.certificates().forEach(c -> certificates.put(c.id(), c));
        int added = 0;
        Work work = new Work();
        for (Revocation revocation : said.revocations()) {
            try {
                added += accept(revocation, certificates, rootId, work) ? 1 : 0;
            } catch (CertificateException e) {
                LOG.warn(
                        "A revocation of certificate {} is not accepted: {}",
                        revocation.certificateId(),
                        e.getMessage());
            }
        }
        return added;
    }

    private boolean accept(Revocation revocation, Map<String, Certificate> certificates, String rootId, Work work) {
        List<Certificate> chain = store.chain(revocation.certificateId());
        boolean known = !chain.isEmpty();
        if (!known) {
            chain = chain(revocation.certificateId(), certificates);
        }
        if (chain.isEmpty() || !chain.get(0).id().equals(rootId)) {
            return false;
        }
        if (!known) {
            work.take(chain.size());
            trust.verifySigned(chain);
        }
        work.take(1);
        revocation.verify(chain);
        if (!known && isBranchFull(revocation, chain)) {
            return false;
        }
        if (!known) {
            store.save(chain, null);
        }
        return add(revocation);
    }

    /**
     * Returns whether the quota of a branch is used up. Each branch has its own quota, so that none can use up
     * another's, and the root has none. Revocations of a certificate that is stored here do not count, because they
     * matter here.
     */
    private boolean isBranchFull(Revocation revocation, List<Certificate> chain) {
        if (revocation.issuerId().equals(chain.get(0).id())) {
            return false;
        }
        String branch = chain.get(1).line();
        if (store.revokedInBranch(branch) < MAX_IN_BRANCH) {
            return false;
        }
        LOG.warn(
                "Certificate {} and those below it have issued {} revocations; no more of them are accepted for"
                        + " certificates that are unknown here",
                branch,
                MAX_IN_BRANCH);
        return true;
    }

    private static List<Certificate> chain(String id, Map<String, Certificate> certificates) {
        LinkedList<Certificate> chain = new LinkedList<>();
        @Nullable Certificate next = certificates.get(id);
        while (next != null && chain.size() <= CertificateJson.MAX_CHAIN) {
            chain.addFirst(next);
            next = next.parentId() == null ? null : certificates.get(next.parentId());
        }
        return chain;
    }

    /** The number of signatures that may still be verified. */
    private static final class Work {
        private int left = MAX_SIGNATURES;

        void take(int signatures) {
            left -= signatures;
            if (left < 0) {
                throw new MorangoException(
                        "More than " + MAX_SIGNATURES + " signatures would have to be verified for these revocations.");
            }
        }
    }

    /**
     * Revocations, with the certificates that are needed to verify them.
     *
     * @param certificates the revoked ones and those above them, each once
     */
    public record Statements(List<Revocation> revocations, List<Certificate> certificates) {
        public static final Statements NONE = new Statements(List.of(), List.of());
    }
}
