package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.hibernate.query.CommonQueryContract;
import org.hibernate.query.MutationQuery;
import org.hibernate.query.SelectionQuery;
import org.morango.record.Ids;

/**
 * Conditions on lists of ids, a fixed number at a time. There are two statements, one for few and one for many, which
 * are always the same, so that neither Hibernate nor
 * the database translates it again. It is short, because H2 compares each row it finds with every id of the list.
 */
public final class IdList {
    /** Number of ids in a statement. */
    public static final int SIZE = 64;

    /** Number of ids in a statement for few. */
    private static final int FEW = 4;

    private static final String PARAMETERS = parameters(SIZE);
    private static final String FEW_PARAMETERS = parameters(FEW);

    /** Keys of several columns have fewer in a statement, because databases limit the number of parameters. */
    private static final int COMPOSITES = 32;

    private IdList() {}

    /**
     * Selects rows by these ids, in no particular order.
     *
     * @param query in HQL, ending where the path of the id is compared
     * @param more binds the query's other parameters
     */
    public static <T> List<T> select(
            SharedSessionContract session,
            String query,
            Class<T> type,
            Collection<?> ids,
            Function<SelectionQuery<T>, SelectionQuery<T>> more) {
        List<T> found = new ArrayList<>(ids.size());
        for (List<?> part : parts(ids)) {
            found.addAll(page(session, query, "", type, part, more));
        }
        return found;
    }

    /**
     * Selects rows by one of the {@link #parts(Collection)} of ids.
     *
     * @param query in HQL, ending where the path of the id is compared
     * @param rest what follows
     * @param more binds the query's other parameters
     */
    public static <T> List<T> page(
            SharedSessionContract session,
            String query,
            String rest,
            Class<T> type,
            List<?> part,
            Function<SelectionQuery<T>, SelectionQuery<T>> more) {
        return more.apply(bind(session.createSelectionQuery(query + parameters(part) + rest, type), part))
                .getResultList();
    }

    public static <T> List<T> select(SharedSessionContract session, String query, Class<T> type, Collection<?> ids) {
        return select(session, query, type, ids, Function.identity());
    }

    /** Updates or deletes rows by these ids; returns the number of rows. */
    public static int change(StatelessSession session, String statement, Collection<?> ids) {
        return change(session, statement, ids, UnaryOperator.identity());
    }

    /**
     * Does the same.
     *
     * @param more binds the statement's other parameters
     */
    public static int change(
            StatelessSession session, String statement, Collection<?> ids, UnaryOperator<MutationQuery> more) {
        int changed = 0;
        for (List<?> part : parts(ids)) {
            changed += more.apply(bind(session.createMutationQuery(statement + parameters(part)), part))
                    .executeUpdate();
        }
        return changed;
    }

    /**
     * Changes rows by these ids with one statement, unless they are keys of several columns. The database translates it
     * for each number of ids.
     */
    public static int changeAll(
            StatelessSession session, String statement, Collection<?> ids, UnaryOperator<MutationQuery> more) {
        return areComposite(ids)
                ? change(session, statement, ids, more)
                : more.apply(session.createMutationQuery(statement + " in :ids").setParameter("ids", ids))
                        .executeUpdate();
    }

    /** Selects rows by these ids with one query, unless they are keys of several columns. */
    public static <T> List<T> selectAll(
            SharedSessionContract session,
            String query,
            Class<T> type,
            Collection<?> ids,
            UnaryOperator<SelectionQuery<T>> more) {
        return areComposite(ids)
                ? select(session, query, type, ids, more)
                : more.apply(session.createSelectionQuery(query + " in :ids", type)
                                .setParameter("ids", ids))
                        .getResultList();
    }

    private static boolean areComposite(Collection<?> ids) {
        return !ids.isEmpty() && ids.iterator().next() instanceof CompositeKey;
    }

    /** Returns the parameters for one column of keys of several columns. */
    public static String column(int column) {
        return IntStream.range(0, COMPOSITES)
                .mapToObj(i -> ":id" + i + "_" + column)
                .collect(Collectors.joining(", ", " in (", ")"));
    }

    /** Returns the parameters for a part of these ids or keys, of which all have the same number of columns. */
    private static String parameters(Collection<?> ids) {
        return !ids.isEmpty() && ids.iterator().next() instanceof CompositeKey key
                ? IntStream.range(0, COMPOSITES)
                        .mapToObj(i -> IntStream.range(0, key.parts().size())
                                .mapToObj(j -> ":id" + i + "_" + j)
                                .collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", ", " in (", ")"))
                : ids.size() <= FEW ? FEW_PARAMETERS : PARAMETERS;
    }

    private static String parameters(int size) {
        return IntStream.range(0, size).mapToObj(i -> ":id" + i).collect(Collectors.joining(", ", " in (", ")"));
    }

    private static <Q extends CommonQueryContract> Q bind(Q query, List<?> ids) {
        boolean areComposite = ids.get(0) instanceof CompositeKey;
        int size = areComposite ? COMPOSITES : ids.size() <= FEW ? FEW : SIZE;
        for (int i = 0; i < size; i++) {
            Object id = ids.get(Math.min(i, ids.size() - 1));
            if (id instanceof CompositeKey key) {
                for (int j = 0; j < key.parts().size(); j++) {
                    query.setParameter("id" + i + "_" + j, key.parts().get(j));
                }
            } else {
                query.setParameter("id" + i, id);
            }
        }
        return query;
    }

    /** Returns the ids or keys in parts for one statement each, in the order of the index. */
    public static <T> List<List<T>> parts(Collection<? extends T> ids) {
        boolean areComposite = !ids.isEmpty() && ids.iterator().next() instanceof CompositeKey;
        return parts(ids, areComposite ? COMPOSITES : SIZE);
    }

    /** Returns the ids or keys in parts of this size, in the order of the index. */
    public static <T> List<List<T>> parts(Collection<? extends T> ids, int size) {
        // Sorts the ids in the order of the index: neighbours are found together, and all transactions lock rows in the
        // same order.
        List<T> sorted = new ArrayList<>(ids);
        sorted.sort(IdList::compare);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            parts.add(sorted.subList(from, Math.min(sorted.size(), from + size)));
        }
        return parts;
    }

    /** Returns the ids of records among these texts. Rows may have any keys, and contents may refer to anything. */
    public static List<String> wellFormed(Collection<String> texts) {
        return texts.stream().filter(Ids::isId).toList();
    }

    /** Compares two ids or keys of one type. */
    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }
}
