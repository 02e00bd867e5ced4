package org.morango.hibernate;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.ChangeLog;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.pipeline.WipeStage;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.LeavingRow;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.report.LeaveResult;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.UnsentReport;
import org.morango.internal.trust.OwnCertificates;
import org.morango.internal.trust.Trust;
import org.morango.record.Filter;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.replica.UnsentCounts;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the peers of a certificate. A wipe is noted first, so that it goes on after a crash; each of its steps may be
 * done again.
 */
final class LeavingRun {
    private static final Logger LOG = LoggerFactory.getLogger(LeavingRun.class);
    private static final int SHOWN = 100;

    private final Replica replica;
    private final PeerSettings settings;
    private final Database database;
    private final SyncableModels models;
    private final PartitionLocks locks;
    private final Hooks hooks;

    LeavingRun(
            Replica replica,
            PeerSettings settings,
            Database database,
            SyncableModels models,
            PartitionLocks locks,
            Hooks hooks) {
        this.replica = replica;
        this.settings = settings;
        this.database = database;
        this.models = models;
        this.locks = locks;
        this.hooks = hooks;
    }

    LeaveResult leave(Certificate certificate, Leaving how) {
        Certificate own = checked(certificate);
        Scope scope = scope(own);
        Filter left = scope.read().union(scope.write());
        replica.serialize(own.profile(), left);
        if (!how.isForced()) {
            requireSent(own);
        }
        LeavingRow leaving = leaving(own, left);
        if (!how.isWiping()) {
            depart(leaving);
            return new LeaveResult(0, 0, Map.of());
        }
        database.inTransaction(session -> {
            if (session.get(LeavingRow.class, leaving.certificateId) == null) {
                session.insert(leaving);
            }
        });
        return finish(leaving.certificateId);
    }

    /** Goes on with what a crash has interrupted. */
    void resume() {
        if (replica.isApplication()) {
            database.read(session -> session.createSelectionQuery(
                                    "select l.certificateId from MorangoLeavingRow l", String.class)
                            .getResultList())
                    .forEach(this::finish);
        }
    }

    /** Leaves certificates that are not valid any more, if the settings say so and everything was sent under them. */
    void leaveLost() {
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
        if (isIssuer(own)) {
            throw new MorangoException(
                    "Certificates of other peers are under certificate " + own.id()
                            + ", and stay valid; it cannot be left before they are gone.",
                    Map.of("certificate", own.id()));
        }
        return own;
    }

    /** Returns whether other certificates that this database knows were signed by it. */
    private boolean isIssuer(Certificate own) {
        return database.read(session -> session.createSelectionQuery(
                                        "select 1 from MorangoCertificateRow c where c.parentId = :id", Integer.class)
                                .setParameter("id", own.id())
                                .setMaxResults(1)
                                .getResultList())
                        .size()
                > 0;
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

    private LeavingRow leaving(Certificate own, Filter left) {
        LeavingRow row = new LeavingRow();
        row.certificateId = own.id();
        row.profile = own.profile();
        row.left = left.toString();
        row.kept = others(own).stream()
                .filter(other -> other.profile().equals(own.profile()))
                .map(this::covered)
                .reduce(Filter::union)
                .map(Filter::toString)
                .orElse(null);
        return row;
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
    private void depart(LeavingRow leaving) {
        Optional<Certificate> found = replica.certificates().find(leaving.certificateId);
        if (found.isEmpty()) {
            return;
        }
        Set<String> line = new HashSet<>(new OwnCertificates(replica.certificates(), settings).line(found.get()));
        replica.certificates().owned().stream()
                .filter(own -> own.line().equals(found.get().line()))
                .forEach(own -> line.add(own.id()));
        line.add(leaving.certificateId);
        new OpenSessions(replica, settings).abandonThoseOf(line);
        replica.certificates().remove(line);
        database.inTransaction(session -> {
            session.createMutationQuery("delete from MorangoHoldingRow h where h.ownCertificateId in :line")
                    .setParameter("line", line)
                    .executeUpdate();
            // A certificate that a revocation names has to stay, without its key.
            session.createMutationQuery("update MorangoCertificateRow c set c.privateKey = null where c.id in :line")
                    .setParameter("line", line)
                    .executeUpdate();
        });
    }

    private LeaveResult finish(String certificateId) {
        LeavingRow begun = database.read(session -> session.get(LeavingRow.class, certificateId));
        if (begun == null) {
            return new LeaveResult(0, 0, Map.of());
        }
        depart(begun);
        if (!begun.forgotten) {
            Set<String> kept = kept();
            locks.exclusive(Filter.EVERYTHING, session -> {
                LeavingRow leaving = session.get(LeavingRow.class, certificateId);
                if (leaving != null && !leaving.forgotten) {
                    WipeStage.forget(session, settings.random(), models, leaving, kept);
                }
                return true;
            });
        }
        long removed = 0;
        long staying = 0;
        Map<String, String> reasons = new LinkedHashMap<>();
        WipeStage.Page page;
        do {
            page = page(certificateId);
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

    /** Removes a page in one transaction, and the note of the wipe with the last one. */
    private WipeStage.Page page(String certificateId) {
        record Done(WipeStage.Page page, @Nullable ChangeLog changes) {}
        Done done = locks.exclusive(Filter.EVERYTHING, session -> {
            LeavingRow leaving = session.get(LeavingRow.class, certificateId);
            if (leaving == null) {
                // Another node has finished it.
                return new Done(new WipeStage.Page(true, 0, Map.of()), null);
            }
            ChangeLog changes = new ChangeLog(hooks.listeners());
            WipeStage.Page page = WipeStage.run(session, models, changes, leaving);
            if (page.isLast()) {
                session.delete(leaving);
            }
            changes.tellInside(session);
            return new Done(page, changes);
        });
        if (done.changes() != null) {
            done.changes().tellCommitted();
        }
        return done.page();
    }
}
