package org.morango.hibernate.internal.pipeline;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.KeysetQuery;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.record.RecordVersion;

/** Reads the versions of the store's records in the order of their index, in pages, without contents. */
final class SavedVersions {
    private static final int PAGE = 1_000;

    private SavedVersions() {}

    /** A record of the store. */
    record Saved(String id, String partition, String modelName, RecordVersion version) {}

    /**
     * Calls a predicate with each record of a profile that an instance has saved last, after a counter, until it is what
     * is looked for. Each record has one instance, so none is read twice.
     *
     * @return whether it was found
     */
    static boolean find(
            StatelessSession session,
            String profile,
            String instance,
            long after,
            PartitionPredicate inside,
            Predicate<Saved> isWanted) {
        KeysetQuery<Object[]> pages = new KeysetQuery<>(
                session,
                Object[].class,
                "select s.id, s.partition, s.lastSavedCounter, s.modelName from MorangoStoreRow s"
                        + " where s.lastSavedInstance = :instance and %s and s.profile = :profile and " + inside.text()
                        + " order by s.lastSavedInstance, s.lastSavedCounter, s.id",
                "s.lastSavedCounter",
                "s.id",
                q -> inside.bind(q).setParameter("instance", instance).setParameter("profile", profile));
        long counter = after;
        // The receiver has all records of that counter.
        String id = IdJavaType.HIGHEST;
        List<Object[]> page;
        do {
            page = pages.after(counter, id, PAGE);
            for (Object[] row : page) {
                id = (String) row[0];
                counter = (Long) row[2];
                if (isWanted.test(
                        new Saved(id, (String) row[1], (String) row[3], new RecordVersion(instance, counter)))) {
                    return true;
                }
            }
        } while (!page.isEmpty());
        return false;
    }

    /** Calls a consumer with each of these records. */
    static void after(
            StatelessSession session,
            String profile,
            String instance,
            long after,
            PartitionPredicate inside,
            Consumer<Saved> consumer) {
        find(session, profile, instance, after, inside, saved -> {
            consumer.accept(saved);
            return false;
        });
    }
}
