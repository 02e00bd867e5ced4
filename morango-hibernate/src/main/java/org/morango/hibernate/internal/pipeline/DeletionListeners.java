package org.morango.hibernate.internal.pipeline;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.version.Differences;

/**
 * Notifies the application's own Hibernate listeners of rows that a sync deletes. Hibernate notifies them of inserted
 * rows, but not of rows that are deleted by one statement.
 */
final class DeletionListeners {
    private final StatelessSession session;
    private final List<PreDeleteEventListener> before;
    private final List<PostDeleteEventListener> after;

    DeletionListeners(StatelessSession session) {
        this.session = session;
        SessionFactoryImplementor factory = ((SharedSessionContractImplementor) session).getFactory();
        this.before = ApplicationListeners.of(factory, EventType.PRE_DELETE);
        this.after = ApplicationListeners.of(factory, EventType.POST_DELETE);
    }

    /** Returns the rows of which the listeners will be notified; none if there are no listeners. */
    List<?> before(SyncableModel model, List<Object> keys) {
        if (before.isEmpty() && after.isEmpty()) {
            return List.of();
        }
        List<?> rows = IdList.selectAll(
                session,
                "select e from " + model.entityName() + " e where "
                        + model.key().selection().compared("e"),
                model.entityClass(),
                keys,
                query -> query);
        for (Object row : rows) {
            EntityPersister persister = persister(row);
            PreDeleteEvent event = new PreDeleteEvent(
                    row,
                    persister.getIdentifier(row, (SharedSessionContractImplementor) session),
                    persister.getValues(row),
                    persister,
                    Differences.source((SharedSessionContractImplementor) session));
            if (before.stream().filter(listener -> listener.onPreDelete(event)).count() > 0) {
                throw new MorangoException("a listener of the application does not let it be deleted");
            }
        }
        return rows;
    }

    void after(List<?> rows) {
        for (Object row : rows) {
            EntityPersister persister = persister(row);
            PostDeleteEvent event = new PostDeleteEvent(
                    row,
                    persister.getIdentifier(row, (SharedSessionContractImplementor) session),
                    persister.getValues(row),
                    persister,
                    Differences.source((SharedSessionContractImplementor) session));
            after.forEach(listener -> listener.onPostDelete(event));
        }
    }

    private EntityPersister persister(Object row) {
        return ((SharedSessionContractImplementor) session).getEntityPersister(null, row);
    }
}
