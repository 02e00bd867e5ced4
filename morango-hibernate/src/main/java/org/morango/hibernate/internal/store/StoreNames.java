package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Names in SQL of what triggers use of the library's tables: a naming strategy of the application may have changed them.
 *
 * @param outbox the outbox
 * @param columns its columns profile, model, kind, time and rows
 * @param lock the table of locks
 * @param lockId its key
 */
public record StoreNames(String outbox, List<String> columns, String lock, String lockId) {
    private static final List<String> ATTRIBUTES = List.of("profile", "modelName", "kind", "notedAt", "rows");

    public static StoreNames of(SessionFactoryImplementor factory) {
        EntityPersister outbox = factory.getMappingMetamodel().getEntityDescriptor(OutboxRow.class);
        EntityPersister lock = factory.getMappingMetamodel().getEntityDescriptor(LockRow.class);
        return new StoreNames(
                outbox.getIdentifierTableDetails().getTableName(),
                ATTRIBUTES.stream()
                        .map(attribute -> outbox.findAttributeMapping(attribute)
                                .getSelectable(0)
                                .getSelectionExpression())
                        .toList(),
                lock.getIdentifierTableDetails().getTableName(),
                lock.getIdentifierMapping().getSelectable(0).getSelectionExpression());
    }

    /** Returns the beginning of a statement that adds notes. */
    String insert() {
        return Stream.of("insert into ", outbox, " (", String.join(", ", columns), ") ")
                .collect(Collectors.joining());
    }
}
