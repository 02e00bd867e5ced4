package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;

/** All syncable models of a persistence unit, each after those it refers to. */
public final class SyncableModels {
    private final List<SyncableModel> ordered;
    private final Map<Class<?>, SyncableModel> byClass;

    private SyncableModels(List<SyncableModel> ordered) {
        this.ordered = List.copyOf(ordered);
        this.byClass = ordered.stream().collect(Collectors.toMap(SyncableModel::entityClass, m -> m));
    }

    /** Reads the models; throws if one of them cannot be synced. */
    public static SyncableModels of(SessionFactoryImplementor factory) {
        // By name, so that the order does not depend on how the classes were found.
        Map<String, EntityPersister> persisters = new TreeMap<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(p -> {
            Class<?> type = p.getMappedClass();
            if (SyncableEntity.class.isAssignableFrom(type) || type.isAnnotationPresent(Syncable.class)) {
                persisters.put(p.getEntityName(), p);
            }
        });
        Map<Class<?>, SyncableModel> models = new LinkedHashMap<>();
        Map<String, SyncableModel> names = new LinkedHashMap<>();
        for (EntityPersister persister : persisters.values()) {
            SyncableModel model = new ModelReader(persister).read();
            SyncableModel other = names.put(model.profile() + "/" + model.name(), model);
            if (other != null) {
                throw new ModelException(
                        model.entityClass(),
                        "its model name " + model.name() + " in profile " + model.profile() + " is that of "
                                + other.entityClass().getName() + " too; names have to be unique in a profile.");
            }
            models.put(model.entityClass(), model);
        }
        models.values().forEach(model -> checkProfile(model, models));
        return new SyncableModels(inOrder(models));
    }

    private static void checkProfile(SyncableModel model, Map<Class<?>, SyncableModel> models) {
        for (Member reference : model.references()) {
            SyncableModel target = models.get(reference.target());
            if (target != null && !target.profile().equals(model.profile())) {
                throw new ModelException(
                        model.entityClass(),
                        reference.attribute(),
                        "it refers to " + target.entityClass().getName() + " of profile " + target.profile()
                                + ", which does not sync with this one; keep its id as a plain value.");
            }
        }
    }

    private static List<SyncableModel> inOrder(Map<Class<?>, SyncableModel> models) {
        List<SyncableModel> ordered = new ArrayList<>();
        Set<Class<?>> done = new LinkedHashSet<>();
        for (SyncableModel model : models.values()) {
            place(model, models, done, new LinkedHashSet<>(), ordered);
        }
        return ordered;
    }

    private static void place(
            SyncableModel model,
            Map<Class<?>, SyncableModel> models,
            Set<Class<?>> done,
            Set<Class<?>> path,
            List<SyncableModel> ordered) {
        if (done.contains(model.entityClass())) {
            return;
        }
        if (!path.add(model.entityClass())) {
            String loop = path.stream().map(Class::getSimpleName).collect(Collectors.joining(" → "));
            throw new ModelException(
                    model.entityClass(),
                    "its references go in a circle (" + loop + " → "
                            + model.entityClass().getSimpleName()
                            + "); break it by keeping one of them as a plain id.");
        }
        for (Member reference : model.references()) {
            SyncableModel target = models.get(reference.target());
            if (target != null && target != model) {
                place(target, models, done, path, ordered);
            }
        }
        path.remove(model.entityClass());
        done.add(model.entityClass());
        ordered.add(model);
    }

    /** The models of all profiles, each after those it refers to. */
    public List<SyncableModel> all() {
        return ordered;
    }

    /** The models of a profile, each after those it refers to. */
    public List<SyncableModel> inOrder(String profile) {
        return ordered.stream().filter(m -> m.profile().equals(profile)).toList();
    }

    /** Where a model stands among all, each after those it refers to; models that are not known here come last. */
    public int rank(String profile, String name) {
        return find(profile, name).map(ordered::indexOf).orElse(ordered.size());
    }

    /** The models of a profile, each before those it refers to. */
    public List<SyncableModel> inReverseOrder(String profile) {
        List<SyncableModel> reversed = new ArrayList<>(inOrder(profile));
        Collections.reverse(reversed);
        return reversed;
    }

    public Optional<SyncableModel> find(String profile, String name) {
        return ordered.stream()
                .filter(m -> m.profile().equals(profile) && m.name().equals(name))
                .findFirst();
    }

    public Optional<SyncableModel> find(Class<?> entityClass) {
        return Optional.ofNullable(byClass.get(entityClass));
    }
}
