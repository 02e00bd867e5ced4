package org.morango.hibernate.internal.capture;

import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.ScrollMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.NonSelectQueryPlan;
import org.hibernate.query.spi.ScrollableResultsImplementor;
import org.hibernate.query.sqm.internal.ConcreteSqmSelectQueryPlan;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.internal.MultiTableDeleteQueryPlan;
import org.hibernate.query.sqm.internal.MultiTableUpdateQueryPlan;
import org.hibernate.query.sqm.internal.SimpleDeleteQueryPlan;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.Outbox.Kind;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.mapping.Syncable;

/**
 * Plans by which bulk updates and deletes of synced entities are executed, so that they are captured: the rows are
 * locked and noted first. The library's own statements have {@link #OWN} as comment, and are executed unchanged.
 */
public final class BulkPlans {
    /** The comment of bulk statements by the library itself, which are not noted. */
    public static final String OWN = "morango";

    private static final ThreadLocal<Boolean> RUNNING = ThreadLocal.withInitial(() -> false);

    private final DomainParameterXref parameters;
    private final @Nullable SqmMultiTableMutationStrategy standard;
    private final SessionFactoryImplementor factory;

    /**
     * Makes the plans of a query with these parameters. Executes statements by the strategy for several tables or, if
     * that is null, on a single table.
     */
    BulkPlans(
            DomainParameterXref parameters,
            @Nullable SqmMultiTableMutationStrategy standard,
            SessionFactoryImplementor factory) {
        this.parameters = parameters;
        this.standard = standard;
        this.factory = factory;
    }

    /** Returns whether this thread executes a plan, whose statements are captured already. */
    static boolean areRunning() {
        return RUNNING.get();
    }

    /** A statement to be executed in place of a query. */
    interface Plan {
        int execute(DomainQueryExecutionContext context);
    }

    Plan of(SqmUpdateStatement<?> update) {
        NonSelectQueryPlan plain = standard == null
                ? SingleStatements.update(update, parameters)
                : new MultiTableUpdateQueryPlan(update, parameters, standard);
        EntityPersister entity = entity(update.getTarget().getEntityName());
        return new Captured(plain, MatchingRows.of(update, entity), entity, Kind.CHANGED);
    }

    Plan of(SqmDeleteStatement<?> delete) {
        EntityPersister entity = entity(delete.getTarget().getEntityName());
        NonSelectQueryPlan plain = standard == null
                ? new SimpleDeleteQueryPlan(entity, delete, parameters)
                : new MultiTableDeleteQueryPlan(delete, parameters, standard);
        return new Captured(plain, MatchingRows.of(delete, entity), entity, Kind.DELETED);
    }

    private EntityPersister entity(String name) {
        return factory.getMappingMetamodel().getEntityDescriptor(name);
    }

    /** A statement and the query of the rows that it will change. They share the parameters. */
    private final class Captured implements Plan {
        private final NonSelectQueryPlan plain;
        private final SqmSelectStatement<Object> rows;
        private final EntityPersister entity;
        private final Kind kind;
        private final List<Syncable> models;

        Captured(NonSelectQueryPlan plain, SqmSelectStatement<Object> rows, EntityPersister entity, Kind kind) {
            this.plain = plain;
            this.rows = rows;
            this.entity = entity;
            this.kind = kind;
            // The entity's own model comes first. If only its subclasses are models, one of them stands for all.
            this.models = Stream.concat(Stream.of((EntityMappingType) entity), entity.getSubMappingTypes().stream())
                    .map(type -> type.getMappedJavaType().getJavaTypeClass().getAnnotation(Syncable.class))
                    .filter(model -> model != null)
                    .distinct()
                    .toList();
        }

        @Override
        public int execute(DomainQueryExecutionContext context) {
            if (OWN.equals(context.getQueryOptions().getComment())) {
                return run(context);
            }
            ChangeNotes notes = ((CapturingJdbcServices) factory.getJdbcServices()).notes();
            int count = ChangeNotes.areTriggered(context.getSession(), models.get(0))
                    ? run(context)
                    : runNoted(context, notes);
            if (kind == Kind.DELETED) {
                notes.followersOf(context.getSession(), entity);
            }
            return count;
        }

        private int runNoted(DomainQueryExecutionContext context, ChangeNotes notes) {
            long noted = note(context, notes);
            int count = run(context);
            if (count != noted) {
                // Another transaction has added rows in between. They are found by a comparison.
                notes.rescan(context.getSession(), models);
            }
            return count;
        }

        private int run(DomainQueryExecutionContext context) {
            // Lists of values are expanded anew for each statement.
            parameters.clearExpansions();
            RUNNING.set(true);
            try {
                return plain.executeUpdate(context);
            } finally {
                RUNNING.remove();
            }
        }

        private void beforeChange(SharedSessionContractImplementor session) {
            Connection connection =
                    session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
            try (StatelessSession own = OwnSessions.on(connection, factory)) {
                Database.beforeChange(own);
            }
        }

        private long note(DomainQueryExecutionContext context, ChangeNotes notes) {
            beforeChange(context.getSession());
            parameters.clearExpansions();
            DomainQueryExecutionContext locking = MatchingRows.locking(context, entity);
            ConcreteSqmSelectQueryPlan<Object> query = new ConcreteSqmSelectQueryPlan<>(
                    rows, "", parameters, Object.class, null, locking.getQueryOptions());
            long count = 0;
            try (ScrollableResultsImplementor<Object> keys = query.performScroll(ScrollMode.FORWARD_ONLY, locking)) {
                while (keys.next()) {
                    String key = KeyCodec.text(MatchingRows.key(keys.get()));
                    notes.add(context.getSession(), models.get(0), kind, ChangedRow.of(key));
                    count++;
                }
            }
            return count;
        }
    }
}
