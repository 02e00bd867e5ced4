package org.morango.hibernate.internal.conflict;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.MergeContext;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.model.ReferredRows;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.merge.Conflict;
import org.morango.merge.ConflictResolver;
import tools.jackson.databind.node.ObjectNode;

/** Resolver of contents that calls an application's function over entities. It is used {@link #in} a transaction. */
public final class EntityMerge<E> implements ConflictResolver {
    private final SyncableModel model;
    private final Class<E> type;
    private final MergeFunction<E> function;

    public EntityMerge(SyncableModel model, Class<E> type, MergeFunction<E> function) {
        this.model = model;
        this.type = type;
        this.function = function;
    }

    SyncableModel model() {
        return model;
    }

    /** Returns the resolver of a transaction that sees these rows. */
    ConflictResolver in(ReferredRows rows) {
        EntityContents contents = new EntityContents(rows, model);
        return new ConflictResolver() {
            @Override
            public ObjectNode resolve(Conflict conflict) {
                return merge(contents, conflict);
            }

            @Override
            public boolean usesAncestor() {
                return EntityMerge.this.usesAncestor();
            }
        };
    }

    private ObjectNode merge(EntityContents contents, Conflict conflict) {
        MergeContext<E> context =
                new MergeContext<>(Optional.ofNullable(entity(contents, conflict, conflict.ancestor())), conflict);
        E merged = function.merge(
                type.cast(contents.entity(conflict.recordId(), conflict.ours())),
                type.cast(contents.entity(conflict.recordId(), conflict.theirs())),
                context);
        // Members that this application does not know stay; theirs take precedence, because they have not been changed
        // here.
        ObjectNode content = conflict.ours().deepCopy();
        content.setAll(conflict.theirs());
        return contents.write(merged, content);
    }

    private @Nullable E entity(EntityContents contents, Conflict conflict, @Nullable ObjectNode content) {
        return content == null ? null : type.cast(contents.entity(conflict.recordId(), content));
    }

    @Override
    public ObjectNode resolve(Conflict conflict) {
        throw new IllegalStateException("A function over entities needs a transaction");
    }

    @Override
    public boolean usesAncestor() {
        return true;
    }
}
