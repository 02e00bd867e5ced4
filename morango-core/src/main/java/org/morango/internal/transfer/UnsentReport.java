package org.morango.internal.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.counter.PartitionCounters;
import org.morango.record.Ids;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Holding;
import org.morango.replica.Recipient;
import org.morango.replica.SessionStore;
import org.morango.replica.UnsentCounts;
import org.morango.unsent.Unsent;
import org.morango.unsent.UnsentModel;
import org.morango.unsent.UnsentToPeer;

/** Finds out which peers may get records, and reports what they lack. */
public final class UnsentReport {
    private final CertificateStore certificates;
    private final SessionStore sessions;
    private final Counting counting;

    /** Counts what recipients of a profile lack; see {@link org.morango.replica.Replica#unsent}. */
    @FunctionalInterface
    public interface Counting {
        UnsentCounts count(String profile, List<Recipient> recipients);
    }

    public UnsentReport(CertificateStore certificates, SessionStore sessions, Counting counting) {
        this.certificates = certificates;
        this.sessions = sessions;
        this.counting = counting;
    }

    /** A peer under a pair of certificates, with the last that was learned of it. */
    private record Met(Holding last, Recipient recipient) {}

    /** Makes a report of these profiles. */
    public Unsent make(Set<String> profiles) {
        Map<String, List<Met>> met = met();
        long changes = 0;
        long records = 0;
        @Nullable Instant oldest = null;
        List<UnsentModel> models = new ArrayList<>();
        List<UnsentToPeer> peers = new ArrayList<>();
        for (String profile : new TreeSet<>(profiles)) {
            List<Met> known = met.getOrDefault(profile, List.of());
            UnsentCounts counts =
                    counting.count(profile, known.stream().map(Met::recipient).toList());
            long noted = counts.changes().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            changes += noted;
            records += counts.nowhere().count();
            oldest = earlier(oldest, earlier(counts.oldest(), counts.nowhere().oldest()));
            models.addAll(models(profile, counts));
            for (int i = 0; i < known.size(); i++) {
                peers.add(toPeer(
                        known.get(i),
                        noted,
                        counts.oldest(),
                        counts.recipients().get(i)));
            }
        }
        peers.sort((one, other) -> other.learned().compareTo(one.learned()));
        return new Unsent(changes, records, oldest, models, peers);
    }

    /**
     * Counts what this side may send under a certificate, and no peer has that it has met under it; all of it if it has
     * met none.
     */
    public UnsentCounts under(Certificate own) {
        List<Recipient> recipients = new ArrayList<>();
        for (Met met : met().getOrDefault(own.profile(), List.of())) {
            certificates
                    .find(met.last().ownCertificateId())
                    .filter(used -> used.line().equals(own.line()))
                    .ifPresent(used -> recipients.add(met.recipient()));
        }
        if (recipients.isEmpty()) {
            Scope scope = scope(own);
            recipients.add(new Recipient(scope.write(), scope.writeModels(), PartitionCounters.EMPTY));
        }
        return counting.count(own.profile(), recipients);
    }

    private static List<UnsentModel> models(String profile, UnsentCounts counts) {
        Map<String, Long> changes = counts.changes();
        Map<String, Long> records = counts.nowhere().byModel();
        return Stream.concat(changes.keySet().stream(), records.keySet().stream())
                .distinct()
                .sorted()
                .map(model -> new UnsentModel(
                        profile, model, changes.getOrDefault(model, 0L), records.getOrDefault(model, 0L)))
                .toList();
    }

    private static UnsentToPeer toPeer(Met met, long changes, @Nullable Instant oldest, UnsentCounts.Records lacking) {
        Holding last = met.last();
        return new UnsentToPeer(
                last.profile(),
                last.instance(),
                last.device(),
                last.address(),
                last.isClient(),
                met.recipient().filter(),
                last.learned(),
                changes,
                lacking.count(),
                earlier(oldest, lacking.oldest()));
    }

    /** Returns the peers that may get something, by profile. */
    private Map<String, List<Met>> met() {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        Map<String, PartitionCounters> held = new HashMap<>();
        for (Holding holding : sessions.holdings(Unsent.MOST_PEERS)) {
            pair(holding).ifPresent(pair -> {
                pairs.putIfAbsent(Ids.hash(pair.peer(), pair.own().line()), pair);
                // What an instance has does not depend on the certificate that this side has used.
                held.merge(pair.peer(), holding.counters(), PartitionCounters::plus);
            });
        }
        Map<String, List<Met>> met = new HashMap<>();
        pairs.values()
                .forEach(pair -> recipient(pair, Objects.requireNonNull(held.get(pair.peer())))
                        .ifPresent(recipient -> met.computeIfAbsent(pair.last().profile(), profile -> new ArrayList<>())
                                .add(new Met(pair.last(), recipient))));
        return met;
    }

    /**
     * Two certificates under which records may be sent.
     *
     * @param peer stands for the peer; a renewed certificate stands for the same one
     */
    private record Pair(String peer, Certificate own, Certificate others, Holding last) {}

    private Optional<Pair> pair(Holding holding) {
        Optional<Certificate> own = certificates.find(holding.ownCertificateId());
        return certificates
                .find(holding.peerCertificateId())
                .filter(others -> own.isPresent())
                .map(others -> new Pair(
                        Ids.hash(holding.profile(), others.line(), holding.instance()),
                        own.orElseThrow(),
                        others,
                        holding));
    }

    private Optional<Recipient> recipient(Pair pair, PartitionCounters held) {
        Scope from = scope(pair.own());
        Scope to = scope(pair.others());
        return from.write()
                .and(to.read())
                .map(filter -> new Recipient(filter, from.writeModels().and(to.readModels()), held));
    }

    /** Returns the scope of a certificate. No transfer was made under a certificate whose scope is unknown. */
    private Scope scope(Certificate certificate) {
        return certificates
                .scopeDefinition(certificate.scopeDefinitionId())
                .map(certificate::scope)
                .orElse(Scope.EVERYTHING);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
