package org.morango.hibernate.internal.pipeline;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.generator.Generator;
import org.hibernate.generator.internal.TenantIdGeneration;
import org.hibernate.internal.EmptyInterceptor;
import org.hibernate.jpa.event.spi.CallbackRegistry;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.AttributeMappingsList;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.SingleTableEntityPersister;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.internal.model.ChildReferences;
import org.morango.hibernate.internal.version.Differences;

/**
 * Decides which entities are inserted past Hibernate, many at once: those whose rows are in one table, with every column
 * written as it is, and of whose inserts nothing in the application has to hear.
 */
final class DirectInserts {
    /** The types whose values need no expression around them in SQL. */
    private static final Set<Integer> TYPES = Set.of(
            SqlTypes.BOOLEAN,
            SqlTypes.BIT,
            SqlTypes.TINYINT,
            SqlTypes.SMALLINT,
            SqlTypes.INTEGER,
            SqlTypes.BIGINT,
            SqlTypes.FLOAT,
            SqlTypes.REAL,
            SqlTypes.DOUBLE,
            SqlTypes.NUMERIC,
            SqlTypes.DECIMAL,
            SqlTypes.CHAR,
            SqlTypes.VARCHAR,
            SqlTypes.LONGVARCHAR,
            SqlTypes.LONG32VARCHAR,
            SqlTypes.BINARY,
            SqlTypes.VARBINARY,
            SqlTypes.LONGVARBINARY,
            SqlTypes.LONG32VARBINARY,
            SqlTypes.CLOB,
            SqlTypes.BLOB,
            SqlTypes.UUID,
            SqlTypes.ENUM,
            SqlTypes.DATE,
            SqlTypes.TIME,
            SqlTypes.TIME_UTC,
            SqlTypes.TIME_WITH_TIMEZONE,
            SqlTypes.TIMESTAMP,
            SqlTypes.TIMESTAMP_UTC,
            SqlTypes.TIMESTAMP_WITH_TIMEZONE,
            SqlTypes.LOCAL_DATE,
            SqlTypes.LOCAL_TIME,
            SqlTypes.LOCAL_DATE_TIME,
            SqlTypes.INSTANT,
            SqlTypes.DURATION);

    private static final String PARAMETER = "?";

    private DirectInserts() {}

    static boolean fit(EntityPersister persister) {
        return isPlain(persister) && areColumnsPlain(persister) && !isHeardOf(persister);
    }

    private static boolean isPlain(EntityPersister persister) {
        return persister instanceof SingleTableEntityPersister table
                && !Differences.hasSeveralTables(persister)
                && !Differences.isDynamicInsert(persister)
                && persister.getDiscriminatorMapping() == null
                && persister.getSoftDeleteMapping() == null
                && !persister.isIdentifierAssignedByInsert()
                && table.getIdentifierTableMapping().getInsertDetails().getCustomSql() == null
                && !hasGenerators(persister);
    }

    /**
     * Returns whether attributes other than the version get their values by generators. The library's sessions keep the
     * tenant of a row.
     */
    private static boolean hasGenerators(EntityPersister persister) {
        Generator[] generators = Differences.generators(persister);
        int version = persister.getVersionMapping() == null
                ? -1
                : persister.getVersionMapping().getVersionAttribute().getStateArrayPosition();
        return IntStream.range(0, generators.length)
                .filter(i -> i != version)
                .mapToObj(i -> generators[i])
                .anyMatch(generator -> generator != null
                        && generator.generatesSometimes()
                        && !(generator instanceof TenantIdGeneration));
    }

    private static boolean areColumnsPlain(EntityPersister persister) {
        String table = persister.getIdentifierTableDetails().getTableName();
        return attributes(persister.getAttributeMappings())
                .filter(attribute -> !(attribute instanceof PluralAttributeMapping))
                .allMatch(attribute -> isKnown(attribute) && columns(attribute).allMatch(c -> isPlain(c, table)));
    }

    private static boolean isKnown(AttributeMapping attribute) {
        if (attribute instanceof EmbeddedAttributeMapping embedded) {
            EmbeddableMappingType type = embedded.getEmbeddableTypeDescriptor();
            return type.getAggregateMapping() == null
                    && !type.isPolymorphic()
                    && attributes(type.getAttributeMappings()).allMatch(DirectInserts::isKnown);
        }
        return attribute instanceof BasicAttributeMapping && !ChildReferences.isBackReference(attribute)
                || attribute instanceof ToOneAttributeMapping reference
                        && reference.getSideNature() == ForeignKeyDescriptor.Nature.KEY;
    }

    private static Stream<AttributeMapping> attributes(AttributeMappingsList list) {
        return IntStream.range(0, list.size()).mapToObj(list::get);
    }

    private static Stream<SelectableMapping> columns(AttributeMapping attribute) {
        return IntStream.range(0, attribute.getJdbcTypeCount()).mapToObj(attribute::getSelectable);
    }

    private static boolean isPlain(SelectableMapping column, String table) {
        return !column.isFormula()
                && column.isInsertable()
                && (column.getCustomWriteExpression() == null
                        || column.getCustomWriteExpression().equals(PARAMETER))
                && column.getContainingTableExpression().equals(table)
                && TYPES.contains(column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode());
    }

    private static boolean isHeardOf(EntityPersister persister) {
        SessionFactoryImplementor factory = persister.getFactory();
        CallbackRegistry callbacks = factory.getEventEngine().getCallbackRegistry();
        return Stream.of(CallbackType.PRE_PERSIST, CallbackType.POST_PERSIST)
                        .anyMatch(type -> callbacks.hasRegisteredCallbacks(persister.getMappedClass(), type))
                || Stream.of(EventType.PRE_INSERT, EventType.POST_INSERT, EventType.POST_COMMIT_INSERT)
                        .anyMatch(
                                type -> !ApplicationListeners.of(factory, type).isEmpty())
                || factory.getSessionFactoryOptions().getInterceptor() != EmptyInterceptor.INSTANCE;
    }
}
