package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdList;

/** Pages of the keys of rows that have to do with some other rows, in the order of keys. */
public final class KeyPages {
    private final StatelessSession session;
    private final Selection key;
    private final String from;
    private final String compared;

    /**
     * Makes a query of keys of the rows {@code e}.
     *
     * @param key where the keys are found
     * @param from the query from {@code from} on, without conditions
     * @param compared a condition on the rows, ending where the keys of the other rows are compared
     */
    public KeyPages(StatelessSession session, Selection key, String from, String compared) {
        this.session = session;
        this.key = key;
        this.from = from;
        this.compared = compared;
    }

    /** Hands over the keys of all rows that have to do with these, in pages of this size. */
    public void each(Collection<Object> others, int size, Consumer<List<Object>> consumer) {
        for (List<Object> part : IdList.parts(others)) {
            List<Object> page = List.of();
            do {
                page = page(part, page.isEmpty() ? null : page.get(page.size() - 1), size);
                if (!page.isEmpty()) {
                    consumer.accept(page);
                }
            } while (page.size() == size);
        }
    }

    private List<Object> page(List<Object> part, @Nullable Object last, int size) {
        // Distinct, because H2 may find a row twice if a key is listed more than once.
        return IdList.page(
                session,
                "select distinct " + key.select("e") + from + " where "
                        + (last == null ? "" : key.isAfter("e", "last") + " and ") + compared,
                " order by " + key.order("e"),
                Object.class,
                part,
                query -> (last == null ? query : key.bind(query, "last", last)).setMaxResults(size));
    }
}
