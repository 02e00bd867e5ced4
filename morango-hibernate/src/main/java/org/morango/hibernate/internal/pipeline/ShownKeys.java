package org.morango.hibernate.internal.pipeline;

import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.QueryNames;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.OwnSessions;

/** The statement that selects the keys of those rows of a hierarchy that are not hidden by soft deletion. */
final class ShownKeys {
    private @Nullable String statement;

    private ShownKeys() {}

    /** Returns the statement, as Hibernate makes it. Does not execute it. */
    static @Nullable String of(SessionFactoryImplementor factory, SyncableModel model) {
        ShownKeys keys = new ShownKeys();
        try (StatelessSession session = OwnSessions.inspecting(factory, keys::inspect)) {
            session.createSelectionQuery(
                            "select " + model.key().selection().select("e") + " from "
                                    + QueryNames.of(model.hierarchy(), factory) + " e",
                            Object.class)
                    .getResultList();
        } catch (Known e) {
            return keys.statement;
        }
        return null;
    }

    private String inspect(String sql) {
        statement = sql;
        throw new Known();
    }

    /** Says that the statement is known, and need not be executed. */
    private static final class Known extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Known() {
            super("known", null, false, false);
        }
    }
}
