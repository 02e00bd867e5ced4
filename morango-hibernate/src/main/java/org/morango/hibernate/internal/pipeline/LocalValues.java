package org.morango.hibernate.internal.pipeline;

import java.util.Map;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.InitialValue;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKey;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.Database;

/**
 * Values that the application gives to attributes that are not synced, in rows that a sync inserts.
 *
 * @param given the functions that give them, by attribute
 */
record LocalValues(StatelessSession session, SyncableModel model, Map<String, InitialValue> given) {
    /**
     * Puts them among the values of a new row.
     *
     * @throws IllegalArgumentException if a function fails, or its value does not fit
     */
    void put(String content, Map<String, @Nullable Object> values) {
        for (Member local : model.locals()) {
            InitialValue initial = given.get(local.attribute());
            if (initial != null) {
                values.put(local.attribute(), value(local, initial, content));
            }
        }
    }

    private @Nullable Object value(Member local, InitialValue initial, String content) {
        Object value;
        // The application's function may throw anything. That must not stop other records.
        try {
            value = initial.of(RecordContent.members(content));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the application's initial value of attribute " + local.attribute()
                    + " has failed: " + Database.reason(e));
        }
        Class<?> type = type(local);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("the application's initial value of attribute " + local.attribute()
                    + " is of " + value.getClass() + " instead of " + type);
        }
        return value == null || local.isPlainValue() ? value : new RowKey(value);
    }

    private Class<?> type(Member local) {
        return local.target() == null
                ? local.type()
                : ((SharedSessionContractImplementor) session)
                        .getFactory()
                        .getMappingMetamodel()
                        .getEntityDescriptor(local.target())
                        .getIdentifierType()
                        .getReturnedClass();
    }
}
