package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Order in which models are written: each after those it refers to. Models whose references form a circle are one
 * group; inside it only required references decide.
 */
final class ModelOrder {
    private final Collection<SyncableModel> models;

    /**
     * For each model those that it refers to, directly or indirectly. Compares by identity, here and below: each model
     * is a single object, and comparing its parts takes long.
     */
    private final Map<SyncableModel, Set<SyncableModel>> reached = new IdentityHashMap<>();

    private ModelOrder(Collection<SyncableModel> models) {
        this.models = models;
        models.forEach(model -> reached.put(model, reach(model)));
    }

    static List<List<SyncableModel>> groups(Collection<SyncableModel> models) {
        return new ModelOrder(models).groups();
    }

    private List<List<SyncableModel>> groups() {
        List<List<SyncableModel>> groups = new ArrayList<>();
        Set<SyncableModel> done = identities();
        while (done.size() < models.size()) {
            for (SyncableModel model : models) {
                List<SyncableModel> circle = circle(model);
                Set<SyncableModel> before = identities();
                before.addAll(reached(model));
                circle.forEach(before::remove);
                if (!done.contains(model) && done.containsAll(before)) {
                    groups.add(inOrder(circle));
                    done.addAll(circle);
                }
            }
        }
        return groups;
    }

    /** Returns a model with the models that it refers to and that refer to it. */
    private List<SyncableModel> circle(SyncableModel model) {
        return models.stream()
                .filter(other -> other == model
                        || (reached(model).contains(other) && reached(other).contains(model)))
                .toList();
    }

    private static Set<SyncableModel> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private Set<SyncableModel> reached(SyncableModel from) {
        return Objects.requireNonNull(reached.get(from));
    }

    private Set<SyncableModel> reach(SyncableModel from) {
        Set<SyncableModel> found = identities();
        List<SyncableModel> next = new ArrayList<>(targets(from, false));
        while (!next.isEmpty()) {
            SyncableModel model = next.remove(next.size() - 1);
            if (found.add(model)) {
                next.addAll(targets(model, false));
            }
        }
        return found;
    }

    private List<SyncableModel> targets(SyncableModel model, boolean requiredOnly) {
        return models.stream()
                .filter(target ->
                        model.references().stream().anyMatch(r -> r.refersTo(target) && !(requiredOnly && r.nullable()))
                                || (!requiredOnly && model.links().stream().anyMatch(l -> l.refersTo(target))))
                .toList();
    }

    private List<SyncableModel> inOrder(List<SyncableModel> circle) {
        List<SyncableModel> ordered = new ArrayList<>();
        circle.forEach(model -> place(model, circle, new LinkedHashSet<>(), ordered));
        return ordered;
    }

    private void place(
            SyncableModel model, List<SyncableModel> circle, Set<SyncableModel> path, List<SyncableModel> ordered) {
        if (ordered.contains(model)) {
            return;
        }
        if (!path.add(model)) {
            String loop =
                    path.stream().map(m -> m.entityClass().getSimpleName()).collect(Collectors.joining(" → "));
            throw new ModelException(
                    model.entityClass(),
                    "its references go in a circle (" + loop + " → "
                            + model.entityClass().getSimpleName()
                            + ") and are all required, so that none could be written first; make one of them optional, or"
                            + " keep it as a plain id.");
        }
        for (SyncableModel target : targets(model, true)) {
            // Rows of one model are put in order themselves.
            if (target != model && circle.contains(target)) {
                place(target, circle, path, ordered);
            }
        }
        path.remove(model);
        ordered.add(model);
    }
}
