package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Refuses models whose ids follow from each other in a circle, so that none could be made first. */
final class IdentityOrder {
    private final Collection<SyncableModel> models;

    private IdentityOrder(Collection<SyncableModel> models) {
        this.models = models;
    }

    static void check(Collection<SyncableModel> models) {
        IdentityOrder order = new IdentityOrder(models);
        models.forEach(model -> order.follow(model, model, new ArrayList<>()));
    }

    /** Follows the references from which ids are made. */
    private void follow(SyncableModel first, SyncableModel model, List<SyncableModel> path) {
        path.add(model);
        for (SyncableModel target : targets(model)) {
            if (target == first) {
                throw new ModelException(
                        first.entityClass(),
                        "its partition or natural identity is made of a reference that leads back to it ("
                                + String.join(
                                        " → ",
                                        Stream.concat(path.stream(), Stream.of(first))
                                                .map(step -> step.entityClass().getSimpleName())
                                                .toList())
                                + "), so that no id could be made first; leave one of these references out.");
            }
            if (!path.contains(target)) {
                follow(first, target, path);
            }
        }
    }

    private List<SyncableModel> targets(SyncableModel model) {
        List<Member> made = new ArrayList<>(model.natural());
        if (model.partition() != null) {
            made.addAll(model.partition().members());
        }
        return models.stream()
                .filter(target -> made.stream().anyMatch(member -> member.refersTo(target)))
                .toList();
    }
}
