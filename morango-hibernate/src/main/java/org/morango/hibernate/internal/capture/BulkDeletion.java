package org.morango.hibernate.internal.capture;

import jakarta.persistence.Tuple;
import jakarta.persistence.criteria.Selection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.sqm.NodeBuilder;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.SqmQuery;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.from.SqmRoot;
import org.hibernate.query.sqm.tree.insert.SqmInsertSelectStatement;
import org.hibernate.query.sqm.tree.insert.SqmInsertStatement;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmWhereClause;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.query.sqm.tree.select.SqmSubQuery;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.TombstoneRow;
import org.morango.hibernate.mapping.Syncable;

/**
 * A bulk delete as the statements that capture it. They share its parameters. Only rows that have a tombstone are
 * deleted. A row that another transaction has added since the tombstones were written stays, as if it came after the
 * delete.
 */
final class BulkDeletion {
    private static final String ID = "id";
    private static final String HARD = "hard";

    private final SqmDeleteStatement<?> delete;
    private final EntityPersister entity;
    private final NodeBuilder build;

    BulkDeletion(SqmDeleteStatement<?> delete, EntityPersister entity) {
        this.delete = delete;
        this.entity = entity;
        this.build = delete.nodeBuilder();
    }

    /** The rows to be deleted, for a statement of its own. */
    private record Target(SqmRoot<?> root, @Nullable SqmPredicate predicate) {
        static Target of(SqmDeleteStatement<?> delete) {
            // Copies the whole statement, because its subqueries refer to it.
            SqmDeleteStatement<?> copy = delete.copy(SqmCopyContext.noParamCopyContext());
            SqmWhereClause where = copy.getWhereClause();
            return new Target(copy.getTarget(), where == null ? null : where.getPredicate());
        }
    }

    /**
     * Returns the statement that raises the marks of the rows, which locks them. Passes lock rows before tombstones;
     * the opposite order could end in a deadlock with them.
     */
    SqmUpdateStatement<?> lockRows() {
        Target target = Target.of(delete);
        return lockRows(target.root(), target.predicate());
    }

    private <T> SqmUpdateStatement<T> lockRows(SqmRoot<T> root, @Nullable SqmPredicate predicate) {
        SqmUpdateStatement<T> update = new SqmUpdateStatement<>(build);
        update.setTarget(root);
        update.applyPredicate(predicate);
        return update;
    }

    /**
     * Returns the statement that locks the tombstones that earlier rows of the same ids have left, so that no pass
     * removes them because it finds the rows alive.
     */
    SqmUpdateStatement<?> claimOld() {
        SqmUpdateStatement<TombstoneRow> update = new SqmUpdateStatement<>(build);
        SqmRoot<TombstoneRow> tombstone = tombstones();
        update.setTarget(tombstone);
        SqmPath<Boolean> hard = path(tombstone, HARD);
        update.applyAssignment(hard, hard);
        Target target = Target.of(delete);
        SqmSubQuery<String> ids = subquery(update);
        ids.getQuerySpec().getFromClause().addRoot(target.root());
        ids.select(BulkDeletion.<String>path(target.root(), ID));
        if (target.predicate() != null) {
            ids.where(target.predicate());
        }
        update.applyPredicate((SqmPredicate) build.in(BulkDeletion.<String>path(tombstone, ID), ids));
        return update;
    }

    SqmInsertStatement<?> leaveNew() {
        SqmInsertSelectStatement<TombstoneRow> insert = build.createCriteriaInsertSelect(TombstoneRow.class);
        SqmRoot<TombstoneRow> row = insert.getTarget();
        // The database has a default for the rest.
        insert.setInsertionTargetPaths(List.of(path(row, ID), path(row, "profile"), path(row, "modelName")));
        Target target = Target.of(delete);
        SqmSelectStatement<Tuple> rows = build.createTupleQuery();
        rows.getQuerySpec().getFromClause().addRoot(target.root());
        Syncable model = model(entity);
        Selection<?>[] values = {path(target.root(), ID), build.literal(model.profile()), build.literal(model.model())};
        rows.select(build.tuple(values));
        SqmPredicate isNew = build.not(hasTombstone(rows, target.root()));
        rows.where(target.predicate() == null ? isNew : build.and(target.predicate(), isNew));
        insert.select(rows);
        return insert;
    }

    SqmDeleteStatement<?> deleteClaimed() {
        SqmDeleteStatement<?> claimed = delete.copy(SqmCopyContext.noParamCopyContext());
        claimed.applyPredicate(hasTombstone(claimed, claimed.getTarget()));
        return claimed;
    }

    private SqmPredicate hasTombstone(SqmQuery<?> statement, SqmRoot<?> root) {
        SqmSubQuery<String> ids = subquery(statement);
        SqmRoot<TombstoneRow> tombstone = tombstones();
        ids.getQuerySpec().getFromClause().addRoot(tombstone);
        ids.select(BulkDeletion.<String>path(tombstone, ID));
        ids.where(build.equal(path(tombstone, ID), path(root, ID)));
        return build.exists(ids);
    }

    /** Returns an attribute. Other lines of Hibernate do not infer its type. */
    @SuppressWarnings({"unchecked", "cast"})
    static <T> SqmPath<T> path(SqmPath<?> from, String attribute) {
        return (SqmPath<T>) from.get(attribute);
    }

    private SqmSubQuery<String> subquery(SqmQuery<?> statement) {
        return new SqmSubQuery<>(statement, String.class, build);
    }

    private SqmRoot<TombstoneRow> tombstones() {
        return new SqmRoot<>(build.getDomainModel().entity(TombstoneRow.class), "morango_tombstone", false, build);
    }

    /** Returns the model of the entity. If only its subclasses are models, returns that of one of them. */
    private static Syncable model(EntityPersister entity) {
        Stream<EntityMappingType> types = Stream.concat(Stream.of(entity), entity.getSubMappingTypes().stream());
        Optional<Syncable> model = types.map(type -> type.getMappedJavaType().getJavaTypeClass())
                .map(type -> type.getAnnotation(Syncable.class))
                .filter(Objects::nonNull)
                .findFirst();
        return model.orElseThrow();
    }
}
