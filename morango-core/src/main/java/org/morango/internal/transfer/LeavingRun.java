package org.morango.internal.transfer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.internal.trust.Trust;
import org.morango.leaving.LeaveResult;
import org.morango.leaving.Leaving;
import org.morango.record.Filter;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Departure;
import org.morango.replica.Replica;
import org.morango.replica.UnsentCounts;
import org.morango.replica.WipedPage;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the peers of a certificate. A wipe is noted first, so that it goes on after a crash; each of its steps may be
 * done again.
 */
public final class LeavingRun {
    private static final Logger LOG = LoggerFactory.getLogger(LeavingRun.class);
    private static final int SHOWN = 100;

    private final Replica replica;
    private final PeerSettings settings;

    public LeavingRun(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    /** See {@link org.morango.Peer#leave}. */
    public LeaveResult leave(Certificate certificate, Leaving how) {
        Certificate own = checked(certificate);
        Scope scope = scope(own);
        Filter left = scope.read().union(scope.write());
        replica.serialize(own.profile(), left);
        if (!how.isForced()) {
            requireSent(own);
        }
        if (!how.isWiping()) {
            depart(own.id());
            return new LeaveResult(0, 0, Map.of());
        }
        replica.note(departure(own, left));
        return finish(own.id());
    }

    /** Goes on with what a crash has interrupted. */
    public void resume() {
        if (replica.isApplication()) {
            replica.departures().forEach(departure -> finish(departure.certificateId()));
        }
    }

    /** Leaves certificates that are not valid any more, if the settings say so and everything was sent under them. */
    public void leaveLost() {
        if (!settings.trust().wipeLostAccess() || !replica.isApplication()) {
            return;
        }
        CertificateStore store = replica.certificates();
        List<Certificate> owned = store.owned();
        List<Certificate> valid = new Trust(store, settings).usable(owned);
        Set<String> lines = valid.stream().map(Certificate::line).collect(Collectors.toSet());
        for (Certificate lost : owned) {
            if (!valid.contains(lost) && !lines.contains(lost.line()) && lost.parentId() != null) {
                try {
                    leave(lost, Leaving.wipe());
                } catch (RuntimeException e) {
                    LOG.warn("What certificate {} covered stays here for now: {}", lost.id(), e.getMessage());
                }
            }
        }
    }

    private Certificate checked(Certificate certificate) {
        CertificateStore store = replica.certificates();
        Certificate own = store.owned().stream()
                .filter(certificate::equals)
                .findFirst()
                .orElseThrow(() -> new MorangoException(
                        "Certificate " + certificate.id() + " is not one of this database; it cannot be left.",
                        Map.of("certificate", certificate.id())));
        if (own.parentId() == null) {
            throw new MorangoException(
                    "Certificate " + own.id() + " is a root, whose key exists only here; a root cannot be left.",
                    Map.of("certificate", own.id()));
        }
        if (replica.certificates().hasIssued(own.id())) {
            throw new MorangoException(
                    "Certificates of other peers are under certificate " + own.id()
                            + ", and stay valid; it cannot be left before they are gone.",
                    Map.of("certificate", own.id()));
        }
        return own;
    }

    private Scope scope(Certificate own) {
        return replica.certificates()
                .scopeDefinition(own.scopeDefinitionId())
                .map(own::scope)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + own.scopeDefinitionId() + " of certificate " + own.id()
                                + " is unknown here; define it first.",
                        Map.of("certificate", own.id())));
    }

    private void requireSent(Certificate own) {
        UnsentCounts counts = new UnsentReport(replica.certificates(), replica.sessions(), replica::unsent).under(own);
        Map<String, Long> unsent = new LinkedHashMap<>(counts.nowhere().byModel());
        counts.changes().forEach((model, changes) -> unsent.merge(model, changes, Long::sum));
        if (!unsent.isEmpty()) {
            throw new MorangoException(
                    "No peer of certificate " + own.id() + " has these changes: "
                            + unsent.entrySet().stream()
                                    .map(model -> model.getValue() + " of " + model.getKey())
                                    .collect(Collectors.joining(", "))
                            + ". Nothing was changed. Push first, or leave with Leaving.evenIfUnsent().",
                    Map.of("certificate", own.id()));
        }
    }

    private Departure departure(Certificate own, Filter left) {
        Filter kept = others(own).stream()
                .filter(other -> other.profile().equals(own.profile()))
                .map(this::covered)
                .reduce(Filter::union)
                .orElse(null);
        return new Departure(own.id(), own.profile(), left, kept);
    }

    private Filter covered(Certificate certificate) {
        Scope scope = scope(certificate);
        return scope.read().union(scope.write());
    }

    /** Returns the certificates of this database of other lines. */
    private List<Certificate> others(Certificate own) {
        return replica.certificates().owned().stream()
                .filter(other -> !other.line().equals(own.line()))
                .toList();
    }

    /** Ends the sessions under the certificate, and removes it with those that it has renewed. */
    private void depart(String certificateId) {
        Optional<Certificate> found = replica.certificates().find(certificateId);
        if (found.isEmpty()) {
            return;
        }
        Set<String> line = new HashSet<>(Set.of(certificateId));
        replica.certificates().owned().stream()
                .filter(own -> own.line().equals(found.get().line()))
                .forEach(own -> line.add(own.id()));
        new OpenSessions(replica, settings).abandonThoseOf(line);
        replica.sessions().forgetHoldings(line);
        replica.certificates().disown(line);
    }

    private LeaveResult finish(String certificateId) {
        depart(certificateId);
        Set<String> kept = kept();
        long removed = 0;
        long staying = 0;
        Map<String, String> reasons = new LinkedHashMap<>();
        WipedPage page;
        do {
            page = replica.wipe(certificateId, kept);
            removed += page.removed();
            staying += page.stayed().size();
            page.stayed().entrySet().stream()
                    .limit(SHOWN - reasons.size())
                    .forEach(stayed -> reasons.put(stayed.getKey(), stayed.getValue()));
        } while (!page.isLast());
        LOG.info("Certificate {} was left: {} records were removed, {} stay.", certificateId, removed, staying);
        return new LeaveResult(removed, staying, reasons);
    }

    private Set<String> kept() {
        Set<String> kept = new HashSet<>();
        replica.certificates().owned().forEach(own -> kept.addAll(covered(own).partitions()));
        return kept;
    }
}
