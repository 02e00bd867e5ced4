package org.morango.hibernate.internal.capture;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.store.RescanRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.record.Ids;

/**
 * Notes the models that a transaction has changed in ways that do not tell which rows. It does so in the same
 * transaction. The next serialization compares their rows with the store.
 */
final class RescanNotes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TransactionRows pending = new TransactionRows();
    private final Map<SessionFactoryImplementor, SyncedTables> tables =
            Collections.synchronizedMap(new WeakHashMap<>());

    SyncedTables tables(SessionFactoryImplementor factory) {
        return tables.computeIfAbsent(factory, SyncedTables::of);
    }

    void add(SharedSessionContractImplementor session, Collection<Syncable> models) {
        for (Syncable model : models) {
            RescanRow row = new RescanRow();
            row.id = Ids.random(RANDOM);
            row.profile = model.profile();
            row.modelName = model.model();
            pending.add(session, row.profile + "/" + row.modelName, row);
        }
    }

    /** Notes the models whose rows the database deletes or changes by itself when a row of this entity is deleted. */
    void addFollowers(SharedSessionContractImplementor session, EntityPersister deleted) {
        add(session, tables(session.getFactory()).followers(deleted));
    }
}
