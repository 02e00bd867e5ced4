package org.morango.hibernate.internal.store;

import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.TableDetails;
import org.morango.replica.SessionStore;

/** H2 can skip locked rows, which Hibernate 6.6 does not know: it would wait for them. */
final class H2Engine implements Engine {

    @Override
    public Optional<SessionStore.Ownership> own(Database database, String transferId) {
        return TransactionOwnership.take(database, transferId, session -> lock(session, transferId));
    }

    @Override
    public void dropOwner(StatelessSession session, String transferId) {
        if (lock(session, transferId)) {
            TransactionOwnership.drop(session, transferId);
        }
    }

    private static boolean lock(StatelessSession session, String transferId) {
        TableDetails table = ((SessionFactoryImplementor) session.getFactory())
                .getMappingMetamodel()
                .getEntityDescriptor(TransferOwnerRow.class)
                .getIdentifierTableDetails();
        String key = table.getKeyDetails().getKeyColumn(0).getColumnName();
        return session.createNativeQuery(
                                "select " + key + " from " + table.getTableName() + " where " + key
                                        + " = :id for update skip locked",
                                String.class)
                        .setParameter("id", transferId)
                        .uniqueResult()
                != null;
    }
}
