package org.morango.hibernate.internal.conflict;

import java.util.Optional;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.MergeContext;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.merge.Conflict;
import org.morango.merge.ConflictResolver;
import tools.jackson.databind.node.ObjectNode;

/** Resolver of contents that calls an application's function over entities. */
public final class EntityMerge<E> implements ConflictResolver {
    private final EntityContents contents;
    private final Class<E> type;
    private final MergeFunction<E> function;

    public EntityMerge(
            SessionFactoryImplementor factory, SyncableModel model, Class<E> type, MergeFunction<E> function) {
        this.contents = new EntityContents(factory, model);
        this.type = type;
        this.function = function;
    }

    @Override
    public ObjectNode resolve(Conflict conflict) {
        MergeContext<E> context =
                new MergeContext<>(Optional.ofNullable(entity(conflict, conflict.ancestor())), conflict);
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

    private @Nullable E entity(Conflict conflict, @Nullable ObjectNode content) {
        return content == null ? null : type.cast(contents.entity(conflict.recordId(), content));
    }

    @Override
    public boolean usesAncestor() {
        return true;
    }
}
