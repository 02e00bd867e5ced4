package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;

/**
 * Reads rows in pages by a number and an id, in the order of an index that begins with them. Reads the rest of one
 * number first and then higher numbers: with the condition {@code (number, id) > (:number, :id)}, H2 and MariaDB would
 * read all rows of the number again for each page.
 */
public final class KeysetQuery<T> {
    private final StatelessSession session;
    private final Class<T> type;
    private final String sameNumber;
    private final String higherNumber;
    private final UnaryOperator<SelectionQuery<T>> binder;

    /**
     * Makes a query.
     *
     * @param query in HQL, with {@code %s} where the condition goes
     * @param binder binds the query's own parameters
     */
    public KeysetQuery(
            StatelessSession session,
            Class<T> type,
            String query,
            String numberPath,
            String idPath,
            UnaryOperator<SelectionQuery<T>> binder) {
        this.session = session;
        this.type = type;
        this.sameNumber = query.formatted(numberPath + " = :number and " + idPath + " > :id");
        this.higherNumber = query.formatted(numberPath + " > :number");
        this.binder = binder;
    }

    /** Returns the rows after that one; fewer than the limit only at the end. */
    public List<T> after(Number number, String id, int limit) {
        List<T> page = new ArrayList<>(select(sameNumber, limit)
                .setParameter("number", number)
                .setParameter("id", id)
                .getResultList());
        if (page.size() < limit) {
            page.addAll(select(higherNumber, limit - page.size())
                    .setParameter("number", number)
                    .getResultList());
        }
        return page;
    }

    private SelectionQuery<T> select(String query, int limit) {
        return binder.apply(session.createSelectionQuery(query, type)).setMaxResults(limit);
    }
}
