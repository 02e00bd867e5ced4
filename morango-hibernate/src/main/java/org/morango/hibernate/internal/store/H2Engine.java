package org.morango.hibernate.internal.store;

import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.TableDetails;

/** H2 can skip locked rows, which Hibernate 6.6 does not know: it would wait for them. */
final class H2Engine implements Engine {

    @Override
    public boolean lock(StatelessSession session, String transferId) {
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
