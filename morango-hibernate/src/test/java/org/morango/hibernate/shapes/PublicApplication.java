package org.morango.hibernate.shapes;

import java.util.List;
import org.hibernate.Session;

/** An application with entities of a make that is common among public ones. Its rows name the site that made them. */
public interface PublicApplication {
    List<Class<?>> entities();

    /** Inserts rows of all entities. */
    void fill(Session session, String site);

    /** Changes and deletes rows that a site has made. */
    void change(Session session, String site);

    /** Returns the columns that stay at each peer. */
    default String[] localColumns() {
        return new String[0];
    }

    static <T> T find(Session session, Class<T> type, String attribute, Object value) {
        return session.createSelectionQuery("from " + type.getName() + " e where e." + attribute + " = :value", type)
                .setParameter("value", value)
                .getSingleResult();
    }
}
