package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBack;

/** The held back rows and records, as one transaction sees them. */
public final class HeldBackRecords {
    private final StatelessSession session;
    private final String origin;

    /** Whether there were any when first asked. Most often there is nothing to remove. */
    private @Nullable Boolean isAny;

    private HeldBackRecords(StatelessSession session, String origin) {
        this.session = session;
        this.origin = origin;
    }

    /** Returns the rows of the application that are not serialized. */
    public static HeldBackRecords rows(StatelessSession session) {
        return new HeldBackRecords(session, HeldBackRow.ROW);
    }

    /** Returns the records of the store that are not sent. */
    public static HeldBackRecords records(StatelessSession session) {
        return new HeldBackRecords(session, HeldBackRow.RECORD);
    }

    /** Returns the records that were received and cannot be stored. */
    public static HeldBackRecords received(StatelessSession session) {
        return new HeldBackRecords(session, HeldBackRow.RECEIVED);
    }

    /** Notes these, and returns those that were not noted before. */
    public List<HeldBack> add(Collection<HeldBack> held, Instant now) {
        if (held.isEmpty()) {
            return List.of();
        }
        Map<HeldBackRow.Key, Instant> before = known(held);
        List<HeldBack> added = new ArrayList<>();
        Map<HeldBackRow.Key, HeldBackRow> rows = new HashMap<>();
        for (HeldBack one : held) {
            HeldBackRow row = HeldBackRow.of(origin, one, now);
            HeldBackRow.Key key = key(row);
            if (before.containsKey(key)) {
                row.since = before.get(key);
            } else {
                added.add(one);
            }
            rows.put(key, row);
        }
        List<HeldBackRow> created = new ArrayList<>();
        List<HeldBackRow> changed = new ArrayList<>();
        rows.forEach((key, row) -> (before.containsKey(key) ? changed : created).add(row));
        Rows.insert(session, created);
        Rows.update(session, changed);
        isAny = true;
        return added;
    }

    private Map<HeldBackRow.Key, Instant> known(Collection<HeldBack> held) {
        Map<HeldBackRow.Key, Instant> known = new HashMap<>();
        IdList.select(
                        session,
                        "select h from MorangoHeldBackRow h where h.origin = :origin and h.id",
                        HeldBackRow.class,
                        held.stream().map(one -> HeldBackRow.id(one.id())).toList(),
                        query -> query.setParameter("origin", origin))
                .forEach(row -> known.put(key(row), row.since));
        return known;
    }

    private static HeldBackRow.Key key(HeldBackRow row) {
        return new HeldBackRow.Key(row.origin, row.profile, row.modelName, row.id);
    }

    /** Removes the notes of rows and records that are not held back any longer, or are gone. */
    public void remove(String profile, String modelName, Collection<String> ids) {
        if (ids.isEmpty() || !isAny()) {
            return;
        }
        IdList.change(
                session,
                "delete from MorangoHeldBackRow h where h.origin = :origin and h.profile = :profile"
                        + " and h.modelName = :model and h.id",
                ids,
                query -> query.setParameter("origin", origin)
                        .setParameter("profile", profile)
                        .setParameter("model", modelName));
    }

    /** Returns those of these ids that are noted. */
    public Set<String> of(String profile, String modelName, Collection<String> ids) {
        return ids.isEmpty() || !isAny()
                ? Set.of()
                : new HashSet<>(IdList.select(
                        session,
                        "select h.id from MorangoHeldBackRow h where h.origin = :origin and h.profile = :profile"
                                + " and h.modelName = :model and h.id",
                        String.class,
                        ids,
                        query -> query.setParameter("origin", origin)
                                .setParameter("profile", profile)
                                .setParameter("model", modelName)));
    }

    /** Returns a page of the ids of a model's notes. */
    public List<String> ids(String profile, String modelName, String after, int limit) {
        return session.createSelectionQuery(
                        "select h.id from MorangoHeldBackRow h where h.origin = :origin and h.profile = :profile"
                                + " and h.modelName = :model and h.id > :after order by h.id",
                        String.class)
                .setParameter("origin", origin)
                .setParameter("profile", profile)
                .setParameter("model", modelName)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList();
    }

    /** Removes the first notes, and returns their ids. */
    public List<String> take(int limit) {
        List<HeldBackRow> page = session.createSelectionQuery(
                        "select h from MorangoHeldBackRow h where h.origin = :origin order by h.profile, h.modelName, h.id",
                        HeldBackRow.class)
                .setParameter("origin", origin)
                .setMaxResults(limit)
                .getResultList();
        page.forEach(session::delete);
        return page.stream().map(row -> row.id).toList();
    }

    private boolean isAny() {
        if (isAny == null) {
            isAny = isAny(session);
        }
        return isAny;
    }

    /** Returns whether anything is held back. */
    public static boolean isAny(StatelessSession session) {
        return !session.createSelectionQuery("select 1 from MorangoHeldBackRow h", Integer.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
