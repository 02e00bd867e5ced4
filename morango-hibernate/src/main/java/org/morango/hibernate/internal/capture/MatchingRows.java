package org.morango.hibernate.internal.capture;

import jakarta.persistence.criteria.Selection;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.LockOptions;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.query.internal.DelegatingDomainQueryExecutionContext;
import org.hibernate.query.spi.DelegatingQueryOptions;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.sqm.tree.SqmCopyContext;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.query.sqm.tree.domain.SqmPath;
import org.hibernate.query.sqm.tree.from.SqmRoot;
import org.hibernate.query.sqm.tree.predicate.SqmPredicate;
import org.hibernate.query.sqm.tree.predicate.SqmWhereClause;
import org.hibernate.query.sqm.tree.select.SqmSelectStatement;
import org.hibernate.query.sqm.tree.update.SqmUpdateStatement;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyForm;
import org.morango.hibernate.internal.store.CompositeKey;

/** Queries of the keys of the rows that a bulk statement will change. */
final class MatchingRows {
    private static final int FETCH = 1_000;

    private MatchingRows() {}

    static SqmSelectStatement<Object> of(SqmUpdateStatement<?> update, EntityPersister entity) {
        // Copies the whole statement, because its subqueries refer to it. Hibernate caches and shares the statement.
        SqmUpdateStatement<?> copy = update.copy(SqmCopyContext.noParamCopyContext());
        return select(
                copy.getTarget(), copy.getWhereClause(), update.nodeBuilder().createQuery(Object.class), entity);
    }

    static SqmSelectStatement<Object> of(SqmDeleteStatement<?> delete, EntityPersister entity) {
        SqmDeleteStatement<?> copy = delete.copy(SqmCopyContext.noParamCopyContext());
        return select(
                copy.getTarget(), copy.getWhereClause(), delete.nodeBuilder().createQuery(Object.class), entity);
    }

    // Other lines of Hibernate have no other way to select several paths of any type.
    @SuppressWarnings("deprecation")
    private static SqmSelectStatement<Object> select(
            SqmRoot<?> root, @Nullable SqmWhereClause where, SqmSelectStatement<Object> rows, EntityPersister entity) {
        rows.getQuerySpec().getFromClause().addRoot(root);
        KeyForm form = KeyForm.of(entity);
        boolean isOfReferences = form.isOfReferences();
        List<Selection<?>> key = new ArrayList<>();
        for (String path : form.selection().paths()) {
            SqmPath<Object> found = path(root, path);
            // Of a path through a reference, Hibernate would lock the referenced entity, which is not in the query.
            key.add(isOfReferences ? rows.nodeBuilder().coalesce(found, found) : found);
        }
        rows.multiselect(key);
        SqmPredicate predicate = where == null ? null : where.getPredicate();
        if (predicate != null) {
            rows.where(predicate);
        }
        return rows;
    }

    /** Returns an attribute, also one inside others. Other lines of Hibernate do not infer its type. */
    @SuppressWarnings({"unchecked", "cast"})
    private static SqmPath<Object> path(SqmPath<?> from, String path) {
        SqmPath<?> found = from;
        for (String attribute : path.split("\\.")) {
            found = (SqmPath<?>) found.get(attribute);
        }
        return (SqmPath<Object>) found;
    }

    /** Returns the key of a row that was selected. */
    static Object key(Object selected) {
        return selected instanceof Object[] values ? new CompositeKey(List.of(values)) : selected;
    }

    /** Returns the context of a statement for its query: the query locks the rows, so that no other change comes between. */
    @SuppressWarnings("removal")
    static DomainQueryExecutionContext locking(DomainQueryExecutionContext context, EntityPersister entity) {
        LockOptions locks = new LockOptions(
                // A query reads a union, whose rows cannot be locked.
                entity instanceof UnionSubclassEntityPersister ? LockMode.NONE : LockMode.PESSIMISTIC_WRITE);
        QueryOptions options = new DelegatingQueryOptions(context.getQueryOptions()) {
            @Override
            public LockOptions getLockOptions() {
                return locks;
            }

            @Override
            public Integer getFetchSize() {
                return FETCH;
            }
        };
        return new DelegatingDomainQueryExecutionContext(context) {
            @Override
            public QueryOptions getQueryOptions() {
                return options;
            }
        };
    }
}
