package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.CounterTimes;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.UnserializedRows;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Recipient;
import org.morango.replica.UnsentCounts;

/**
 * Counts the records that recipients lack. Reads the versions of records that were saved since some recipient had
 * everything, each once for all recipients, by the index of versions.
 */
public final class UnsentRecords {
    private final StatelessSession session;
    private final String profile;
    private final RecordVersion own;
    private final List<Lack> lacks;
    private final Count nowhere = new Count();

    private UnsentRecords(StatelessSession session, String profile, List<Recipient> recipients) {
        this.session = session;
        this.profile = profile;
        this.own = InstanceCounter.current(session);
        this.lacks = recipients.stream()
                .map(recipient -> new Lack(recipient, held(recipient.filter()).diff(recipient.held()), new Count()))
                .toList();
    }

    /** Counts what recipients lack in a profile. */
    public static UnsentCounts count(StatelessSession session, String profile, List<Recipient> recipients) {
        return new UnsentRecords(session, profile, recipients).count();
    }

    /** Counts by model, and the lowest counter of this instance among the records. */
    private static final class Count {
        private final Map<String, Long> byModel = new TreeMap<>();
        private long lowest = Long.MAX_VALUE;

        void add(String model, long records) {
            byModel.merge(model, records, Long::sum);
        }

        UnsentCounts.Records records(CounterTimes times) {
            return new UnsentCounts.Records(byModel, lowest == Long.MAX_VALUE ? null : times.since(lowest));
        }
    }

    /**
     * What one recipient lacks.
     *
     * @param missing where this database is ahead of it
     */
    private record Lack(Recipient recipient, PartitionCounters missing, Count count) {
        boolean has(String model, String partition, RecordVersion version) {
            return recipient.models().contains(model) && recipient.held().cover(partition, version);
        }

        boolean lacks(String model, String partition, RecordVersion version) {
            return recipient.models().contains(model)
                    && recipient.filter().contains(partition)
                    && missing.matches(partition, version)
                    && !recipient.held().cover(partition, version);
        }
    }

    /**
     * Returns what this database has of a filter. Changes that were serialized for other filters have counters that are
     * announced only when this one is synced.
     */
    private PartitionCounters held(Filter filter) {
        return MaxCounters.fsic(session, filter, FsicRole.SENDER, FsicFormat.V2, "")
                .expand(filter)
                .plus(PartitionCounters.flat(filter, Map.of(own.instance(), own.counter())));
    }

    private UnsentCounts count() {
        if (lacks.isEmpty()) {
            countAll();
        } else {
            Map<String, Long> from = new TreeMap<>();
            lacks.forEach(lack -> lack.missing()
                    .asMap()
                    .values()
                    .forEach(counters ->
                            counters.forEach((instance, counter) -> from.merge(instance, counter, Math::min))));
            from.forEach(this::scan);
        }
        boolean isAnyOwn =
                nowhere.lowest < Long.MAX_VALUE || lacks.stream().anyMatch(l -> l.count().lowest < Long.MAX_VALUE);
        CounterTimes times = isAnyOwn ? CounterTimes.read(session) : CounterTimes.NONE;
        UnserializedRows noted = UnserializedRows.of(session, profile);
        List<UnsentCounts.Records> byRecipient = new ArrayList<>();
        lacks.forEach(lack -> byRecipient.add(lack.count().records(times)));
        return new UnsentCounts(noted.rows(), noted.oldest(), nowhere.records(times), byRecipient);
    }

    private void countAll() {
        session.createSelectionQuery(
                        "select s.modelName, count(*), min(case when s.lastSavedInstance = :own then s.lastSavedCounter end)"
                                + " from MorangoStoreRow s where s.profile = :profile group by s.modelName",
                        Object[].class)
                .setParameter("own", own.instance())
                .setParameter("profile", profile)
                .getResultList()
                .forEach(row -> {
                    nowhere.add((String) row[0], (Long) row[1]);
                    nowhere.lowest = Math.min(nowhere.lowest, row[2] == null ? Long.MAX_VALUE : (Long) row[2]);
                });
    }

    /** Counts the records that one instance has saved last, after a counter. */
    private void scan(String instance, long after) {
        SavedVersions.after(
                session,
                profile,
                instance,
                after,
                PartitionPredicate.of("s.partition", Filter.EVERYTHING),
                saved -> add(saved.modelName(), saved.partition(), saved.version()));
    }

    private void add(String model, String partition, RecordVersion version) {
        boolean isLacked = false;
        boolean isAnywhere = false;
        for (Lack lack : lacks) {
            isAnywhere |= lack.has(model, partition, version);
            if (lack.lacks(model, partition, version)) {
                isLacked = true;
                add(lack.count(), model, version);
            }
        }
        if (isLacked && !isAnywhere) {
            add(nowhere, model, version);
        }
    }

    private void add(Count count, String model, RecordVersion version) {
        count.add(model, 1);
        if (version.instance().equals(own.instance())) {
            count.lowest = Math.min(count.lowest, version.counter());
        }
    }
}
