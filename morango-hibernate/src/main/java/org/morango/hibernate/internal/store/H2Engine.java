package org.morango.hibernate.internal.store;

import java.sql.DatabaseMetaData;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.TableDetails;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** H2 can skip locked rows, which Hibernate 6.6 does not know: it would wait for them. */
final class H2Engine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);
    private static final Pattern TEARING = Pattern.compile("2\\.5\\.25[0-2]\\b.*");

    @Override
    public void look(StatelessSession session) {
        session.doWork(connection -> {
            DatabaseMetaData database = connection.getMetaData();
            warning(database.getDatabaseProductVersion(), database.getURL()).ifPresent(LOG::warn);
        });
    }

    /** What is to be said of a version of H2, as far as the database is kept in a file. */
    static Optional<String> warning(String version, String url) {
        boolean isFile = !url.startsWith("jdbc:h2:mem:") && !url.contains("/mem:");
        return isFile && TEARING.matcher(version).lookingAt()
                ? Optional.of("H2 " + version + " does not commit a large transaction as one: if the process is killed shortly"
                        + " after, a part of it is left in the file, and what peers were told is stored may be lost. Use H2"
                        + " 2.4.240.")
                : Optional.empty();
    }

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
