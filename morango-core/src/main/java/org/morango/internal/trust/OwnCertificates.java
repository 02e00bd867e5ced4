package org.morango.internal.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateException;
import org.morango.common.MorangoException;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;

/** Chooses among the certificates whose private keys are in this database. */
public final class OwnCertificates {
    private static final int SHOWN = 5;
    /** Certificates that were issued together are renewed spread over this part of their lifetime. */
    private static final double SPREAD = 0.1;

    private static final int SPREAD_DIGITS = 7;

    private final CertificateStore store;
    private final PeerSettings settings;
    private final Trust trust;

    public OwnCertificates(CertificateStore store, PeerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.trust = new Trust(store, settings);
    }

    /** A certificate with its scope. */
    private record Own(List<Certificate> chain, Scope scope) {
        Certificate leaf() {
            return chain.get(chain.size() - 1);
        }

        Instant issued() {
            Instant issued = leaf().life().issued();
            return issued == null ? Instant.MIN : issued;
        }

        Instant expires() {
            return CertificateChains.expires(chain).orElse(Instant.MAX);
        }

        boolean isWithin(Own other) {
            return chain.get(0).equals(other.chain.get(0))
                    && leaf().profile().equals(other.leaf().profile())
                    && scope.isSubsetOf(other.scope);
        }
    }

    /**
     * Returns the newest valid certificate that allows everything that the others allow.
     *
     * @return empty if none is valid
     * @throws MorangoException if some of them allow what the others do not
     */
    public Optional<Certificate> current() {
        return choose(store.owned());
    }

    /** As {@link #current()}, among the certificates at or below a certificate, of its line, or of the same kind. */
    public Optional<Certificate> current(String id) {
        List<Certificate> asked = store.chain(id);
        return choose(store.owned().stream()
                .filter(own -> {
                    List<Certificate> chain = store.chain(own.id());
                    return chain.stream()
                                    .anyMatch(c -> c.id().equals(id) || c.line().equals(id))
                            || (!asked.isEmpty() && Kind.of(chain).equals(Kind.of(asked)));
                })
                .toList());
    }

    /**
     * As {@link #current()}.
     *
     * @throws MorangoException also if none is valid
     */
    public Certificate required() {
        return current().orElseThrow(() -> new MorangoException(missing(store.owned())));
    }

    private String missing(List<Certificate> owned) {
        if (owned.isEmpty()) {
            return "This database has no certificate; request one by requestCertificate first.";
        }
        List<String> reasons = new ArrayList<>();
        for (Certificate own : owned) {
            try {
                trust.check("This side's", store.chain(own.id()));
                reasons.add("The scope definition " + own.scopeDefinitionId() + " of certificate " + own.id()
                        + " is unknown here, or does not fit it; define it first");
            } catch (CertificateException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        return "This database has no certificate that is still valid. "
                + reasons.stream().limit(SHOWN).collect(Collectors.joining(". ")) + ".";
    }

    /**
     * Returns for each root, by its id, the certificate that {@link #current(String)} chooses; the newest, if several
     * allow what the others do not.
     */
    public Map<String, Certificate> byRoot() {
        Map<String, Certificate> chosen = new TreeMap<>();
        for (Own own : widest(store.owned())) {
            chosen.putIfAbsent(own.chain().get(0).id(), own.leaf());
        }
        return chosen;
    }

    private Optional<Certificate> choose(List<Certificate> candidates) {
        List<Own> widest = widest(candidates);
        if (widest.size() > 1) {
            throw ambiguous(widest);
        }
        return widest.stream().findFirst().map(Own::leaf);
    }

    /** Returns those that are valid and not covered by others, the newest first. */
    private List<Own> widest(List<Certificate> candidates) {
        // Other peers may allow no difference between clocks, so a certificate that has expired comes last, although it
        // may still be accepted.
        Instant now = settings.clock().instant();
        List<Own> newestFirst = candidates.stream()
                .map(c -> store.chain(c.id()))
                .filter(trust::isValid)
                .flatMap(chain -> own(chain).stream())
                .sorted(Comparator.<Own, Boolean>comparing(own -> own.expires().isAfter(now))
                        .thenComparing(Own::issued)
                        .thenComparing(Own::expires)
                        .reversed()
                        .thenComparing(own -> own.leaf().id()))
                .toList();
        List<Own> widest = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            if (!isCovered(i, newestFirst)) {
                widest.add(newestFirst.get(i));
            }
        }
        return widest;
    }

    /** Returns whether another one allows more, or a newer one allows the same. */
    private static boolean isCovered(int index, List<Own> newestFirst) {
        Own own = newestFirst.get(index);
        for (int i = 0; i < newestFirst.size(); i++) {
            Own other = newestFirst.get(i);
            if (i != index && own.isWithin(other) && (i < index || !other.isWithin(own))) {
                return true;
            }
        }
        return false;
    }

    private Optional<Own> own(List<Certificate> chain) {
        Certificate leaf = chain.get(chain.size() - 1);
        try {
            return store.scopeDefinition(leaf.scopeDefinitionId())
                    .map(definition -> new Own(chain, leaf.scope(definition)));
        } catch (MorangoException e) {
            return Optional.empty();
        }
    }

    private static MorangoException ambiguous(List<Own> widest) {
        String shown = widest.stream()
                .limit(SHOWN)
                .map(Own::leaf)
                .map(c -> c.id() + " of scope " + c.scopeDefinitionId() + " with " + c.params())
                .collect(Collectors.joining("; "));
        return new MorangoException(
                "This database has " + widest.size() + " certificates of which none allows all that the others do: "
                        + shown + (widest.size() > SHOWN ? "; …" : "") + ". Name the one to use.",
                Map.of());
    }

    /** The kind of a certificate: what it is for. Certificates of one kind differ only in keys, lifetime and issuer. */
    private record Kind(String rootId, String profile, String scopeDefinitionId, Map<String, String> params) {
        static Kind of(List<Certificate> chain) {
            Certificate leaf = chain.get(chain.size() - 1);
            return new Kind(chain.get(0).id(), leaf.profile(), leaf.scopeDefinitionId(), leaf.params());
        }
    }

    /** Returns the certificates that a newer valid one of the same kind has superseded, in the order of their ids. */
    public List<Certificate> superseded() {
        Map<Kind, List<Certificate>> kinds =
                store.owned().stream().collect(Collectors.groupingBy(own -> Kind.of(store.chain(own.id()))));
        return kinds.values().stream()
                .flatMap(sameKind -> choose(sameKind).stream()
                        .flatMap(newest -> sameKind.stream().filter(own -> !own.equals(newest))))
                .sorted(Comparator.comparing(Certificate::id))
                .toList();
    }

    /** Returns the ids of the certificates of the same line whose private keys are here, including its own. */
    public List<String> line(Certificate certificate) {
        String line = certificate.line();
        return line.equals(certificate.id())
                ? List.of(line)
                : store.owned().stream()
                        .filter(own -> own.line().equals(line))
                        .map(Certificate::id)
                        .toList();
    }

    /**
     * Returns the chain of the certificate that stands for another one now: itself, or one that renews it. Of several
     * valid ones, it is the one that expires last.
     *
     * @param chain the chain of a certificate of this side
     * @return empty if none is valid
     */
    public Optional<List<Certificate>> ofLine(List<Certificate> chain) {
        String line = CertificateChains.line(chain);
        return store.owned(chain.get(0).id()).stream()
                .map(own -> store.chain(own.id()))
                .filter(own -> CertificateChains.line(own).equals(line) && trust.isValid(own))
                .max(Comparator.comparing(own -> CertificateChains.expires(own).orElse(Instant.MAX)));
    }

    /**
     * Returns when a certificate is due for renewal. Its id decides when within a tenth of its lifetime. So
     * certificates that were issued together are not all renewed at once, and every node computes the same time.
     *
     * @param shareLeft the share of its lifetime that is left, above 0 and at most 1
     * @return empty if it does not expire, or is a root
     */
    public Optional<Instant> renewalDue(Certificate certificate, double shareLeft) {
        List<Certificate> chain = store.chain(certificate.id());
        Optional<Instant> expires = CertificateChains.expires(chain);
        if (expires.isEmpty() || chain.size() < 2) {
            return Optional.empty();
        }
        Instant issued = certificate.life().issued();
        if (issued == null || !issued.isBefore(expires.get())) {
            return Optional.of(Instant.EPOCH);
        }
        double earlier = SPREAD * Integer.parseInt(certificate.id().substring(0, SPREAD_DIGITS), 16) / (1 << 28);
        double left = Math.min(1, shareLeft + earlier);
        long seconds = Duration.between(issued, expires.get()).toSeconds();
        return Optional.of(expires.get().minusSeconds((long) (seconds * left)));
    }
}
