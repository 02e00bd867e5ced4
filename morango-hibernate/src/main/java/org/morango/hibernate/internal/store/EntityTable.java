package org.morango.hibernate.internal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.engine.internal.Versioning;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.descriptor.java.JavaType;
import org.jspecify.annotations.Nullable;

/** The table of an entity that is in one table, and what an insert writes into its columns. */
final class EntityTable {
    private final EntityPersister persister;
    private final List<AttributeMapping> attributes = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();

    /** A column, and how values are bound to it. */
    record Column(String name, JdbcMapping mapping) {
        @SuppressWarnings("unchecked")
        void bind(
                PreparedStatement statement,
                int position,
                @Nullable Object value,
                SharedSessionContractImplementor session)
                throws SQLException {
            mapping.getJdbcValueBinder().bind(statement, value, position, session);
        }

        /** Returns the class of the values that JDBC is given; null if it is not known. */
        @Nullable
        Class<?> type(SharedSessionContractImplementor session) {
            return mapping.getJdbcType().getPreferredJavaTypeClass(session);
        }

        /** Returns a value as JDBC is given it. */
        @SuppressWarnings("unchecked")
        @Nullable
        Object unwrap(@Nullable Object value, Class<?> type, SharedSessionContractImplementor session) {
            return value == null ? null : ((JavaType<Object>) mapping.getJdbcJavaType()).unwrap(value, type, session);
        }
    }

    EntityTable(EntityPersister persister) {
        this.persister = persister;
        persister.getIdentifierMapping().forEachSelectable((index, selectable) -> add(selectable));
        Set<String> key = columns.stream().map(Column::name).collect(Collectors.toSet());
        persister.forEachAttributeMapping(attribute -> {
            // The parts of a key of several attributes are listed among the attributes once more.
            if (attribute.getJdbcTypeCount() > 0
                    && !key.contains(attribute.getSelectable(0).getSelectionExpression())) {
                attributes.add(attribute);
                attribute.forEachSelectable((index, selectable) -> add(selectable));
            }
        });
    }

    private void add(SelectableMapping selectable) {
        columns.add(new Column(selectable.getSelectionExpression(), selectable.getJdbcMapping()));
    }

    /** Returns the table with the columns in parentheses, for a statement that writes into it. */
    String target() {
        return persister.getIdentifierTableDetails().getTableName()
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " (", ")"));
    }

    List<Column> columns() {
        return columns;
    }

    /** Returns what is bound to the columns for a new entity. */
    @Nullable
    Object[] values(Object entity, SharedSessionContractImplementor session) {
        Values values = new Values(columns.size());
        persister.getIdentifierMapping().decompose(persister.getIdentifier(entity, session), values, session);
        Object[] state = persister.getValues(entity);
        if (persister.isVersioned()) {
            Versioning.seedVersion(entity, state, persister, session);
        }
        for (AttributeMapping attribute : attributes) {
            attribute.decompose(state[attribute.getStateArrayPosition()], values, session);
        }
        return values.all;
    }

    /** Takes the values in the order of the columns. */
    private static final class Values implements ModelPart.JdbcValueConsumer {
        private final @Nullable Object[] all;
        private int next;

        Values(int size) {
            this.all = new Object[size];
        }

        @Override
        public void consume(int index, @Nullable Object value, SelectableMapping selectable) {
            all[next++] = value;
        }
    }
}
