package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.internal.text.LogText;
import org.morango.record.Filter;
import org.morango.replica.Holding;

/** Reads and writes what peers have. */
final class Holdings {
    /** Most rows that are kept. Any peer may pretend to be a new instance each time. */
    private static final int MOST = 10_000;

    private static final Duration DAY = Duration.ofDays(1);

    private Holdings() {}

    /** Returns whether there is anything to note. */
    static boolean isNews(StatelessSession session, Holding holding) {
        HoldingRow row = session.get(HoldingRow.class, holding.id());
        return row == null
                || Duration.between(row.learned, holding.learned()).abs().compareTo(DAY) >= 0
                || !row.counters.equals(text(session, holding.with(counters(row))));
    }

    static void save(StatelessSession session, Holding holding, Instant forgottenBefore) {
        HoldingRow earlier = session.get(HoldingRow.class, holding.id());
        HoldingRow row = row(session, earlier == null ? holding : holding.with(counters(earlier)));
        if (earlier != null) {
            session.update(row);
            return;
        }
        if (!row.client) {
            session.createMutationQuery(
                            "delete from MorangoHoldingRow h where h.client = false and h.address = :address"
                                    + " and h.profile = :profile and h.instance <> :instance")
                    .setParameter("address", row.address)
                    .setParameter("profile", row.profile)
                    .setParameter("instance", row.instance)
                    .executeUpdate();
        }
        forget(session, forgottenBefore);
        session.insert(row);
    }

    private static void forget(StatelessSession session, Instant before) {
        Instant last = session.createSelectionQuery(
                        "select h.learned from MorangoHoldingRow h order by h.learned desc", Instant.class)
                .setFirstResult(MOST - 1)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .filter(before::isBefore)
                .orElse(before);
        session.createMutationQuery("delete from MorangoHoldingRow h where h.learned < :last")
                .setParameter("last", last)
                .executeUpdate();
    }

    /** Returns the last learned ones. */
    static List<Holding> last(StatelessSession session, int limit) {
        return session.createSelectionQuery(
                        "select h from MorangoHoldingRow h order by h.learned desc, h.id", HoldingRow.class)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> new Holding(
                        row.profile,
                        row.ownCertificateId,
                        row.peerCertificateId,
                        row.instance,
                        row.device,
                        row.address,
                        row.client,
                        Filter.parse(row.filter),
                        counters(row),
                        row.learned))
                .toList();
    }

    private static PartitionCounters counters(HoldingRow row) {
        return FsicJson.parse(row.counters).expand(Filter.parse(row.filter));
    }

    private static HoldingRow row(StatelessSession session, Holding holding) {
        HoldingRow row = new HoldingRow();
        row.id = holding.id();
        row.profile = holding.profile();
        row.ownCertificateId = holding.ownCertificateId();
        row.peerCertificateId = holding.peerCertificateId();
        row.instance = holding.instance();
        row.device = holding.device();
        row.address = LogText.atMost(holding.address(), HoldingRow.ADDRESS);
        row.client = holding.isClient();
        row.filter = holding.filter().toString();
        row.counters = text(session, holding);
        row.learned = holding.learned();
        return row;
    }

    private static String text(StatelessSession session, Holding holding) {
        Fsic counters = new FsicV2(Map.of(), holding.counters().asMap())
                .removeRedundant()
                .atMost(
                        FsicJson.MAX_COUNTERS,
                        () -> InstanceCounter.instance(session).id());
        return FsicJson.render(counters);
    }
}
