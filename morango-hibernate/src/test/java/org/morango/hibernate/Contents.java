package org.morango.hibernate;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import tools.jackson.databind.node.ObjectNode;

/** The rows of a database as contents of records. */
final class Contents {
    private Contents() {}

    static ObjectNode of(StatelessSession session, SyncableModel model, Object key) {
        return RecordContent.select(session, model, List.of(key), keys(session)::ids)
                .get(0)
                .members();
    }

    static RowKeys keys(StatelessSession session) {
        return new RowKeys(session, SyncableModels.of((SessionFactoryImplementor) session.getFactory()));
    }
}
