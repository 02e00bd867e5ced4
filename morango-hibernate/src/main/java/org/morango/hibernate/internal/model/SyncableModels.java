package org.morango.hibernate.internal.model;

import java.lang.ref.WeakReference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** All syncable models of a persistence unit, each after those it refers to. */
public final class SyncableModels {
    /** The models of the factories in use. Reading them takes long, and they do not change. */
    private static final Map<SessionFactoryImplementor, WeakReference<SyncableModels>> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final List<List<SyncableModel>> groups;
    private final List<SyncableModel> ordered;
    private final Map<Class<?>, SyncableModel> byClass;

    private SyncableModels(List<List<SyncableModel>> groups) {
        this.groups = groups.stream().map(List::copyOf).toList();
        this.ordered = groups.stream().flatMap(List::stream).toList();
        this.byClass = ordered.stream().collect(Collectors.toMap(SyncableModel::entityClass, m -> m));
    }

    /** Returns the models of a persistence unit; throws if one of them cannot be synced. */
    public static SyncableModels of(SessionFactoryImplementor factory) {
        WeakReference<SyncableModels> known = KNOWN.get(factory);
        SyncableModels models = known == null ? null : known.get();
        if (models == null) {
            models = read(factory);
            KNOWN.put(factory, new WeakReference<>(models));
        }
        return models;
    }

    private static SyncableModels read(SessionFactoryImplementor factory) {
        // Sorted by name, so that the order does not depend on how the classes were found.
        Map<String, EntityPersister> persisters = new TreeMap<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(p -> {
            Class<?> type = p.getMappedClass();
            boolean isBase = Modifier.isAbstract(type.getModifiers()) && !type.isAnnotationPresent(Syncable.class);
            if (!isBase && (SyncableEntity.class.isAssignableFrom(type) || type.isAnnotationPresent(Syncable.class))) {
                persisters.put(p.getEntityName(), p);
            }
        });
        Map<String, SyncableModel> names = new LinkedHashMap<>();
        for (EntityPersister persister : persisters.values()) {
            SyncableModel model = new ModelReader(persister, factory).read();
            SyncableModel other = names.put(model.profile() + "/" + model.name(), model);
            if (other != null) {
                throw new ModelException(
                        model.entityClass(),
                        "its model name " + model.name() + " in profile " + model.profile() + " is that of "
                                + other.entityClass().getName() + " too; names have to be unique in a profile.");
            }
        }
        Collection<SyncableModel> models = names.values().stream()
                .sorted(Comparator.comparing(SyncableModel::entityName))
                .toList();
        models.forEach(model -> checkProfiles(model, models));
        return new SyncableModels(ModelOrder.groups(models));
    }

    private static void checkProfiles(SyncableModel model, Collection<SyncableModel> models) {
        for (SyncableModel target : models) {
            if (!target.profile().equals(model.profile())) {
                model.references().stream()
                        .filter(reference -> reference.refersTo(target))
                        .forEach(reference -> {
                            throw otherProfile(model, reference.attribute(), target);
                        });
                model.links().stream().filter(link -> link.refersTo(target)).forEach(link -> {
                    throw otherProfile(model, link.attribute(), target);
                });
            }
        }
    }

    private static ModelException otherProfile(SyncableModel model, String attribute, SyncableModel target) {
        return new ModelException(
                model.entityClass(),
                attribute,
                "it refers to " + target.entityClass().getName() + " of profile " + target.profile()
                        + ", which does not sync with this one; keep its id as a plain value.");
    }

    /** Returns the models of all profiles, each after those it refers to. */
    public List<SyncableModel> all() {
        return ordered;
    }

    /** Returns the names of all profiles. */
    public SortedSet<String> profiles() {
        return ordered.stream().map(SyncableModel::profile).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the models of a profile, each after those it refers to. */
    public List<SyncableModel> inOrder(String profile) {
        return ordered.stream().filter(m -> m.profile().equals(profile)).toList();
    }

    /** Returns the names of the models of a profile, each after those it refers to. */
    public List<String> names(String profile) {
        return inOrder(profile).stream().map(SyncableModel::name).toList();
    }

    /** Returns the models of a profile in order. Models whose references form a circle are one group. */
    public List<List<SyncableModel>> groups(String profile) {
        return groups.stream()
                .filter(group -> group.get(0).profile().equals(profile))
                .toList();
    }

    /**
     * Returns the position of a model among all, each after those it refers to. Models that are not known here come
     * last.
     */
    public int rank(String profile, String name) {
        return find(profile, name).map(ordered::indexOf).orElse(ordered.size());
    }

    /** Returns the models of a profile, each before those it refers to. */
    public List<SyncableModel> inReverseOrder(String profile) {
        List<SyncableModel> reversed = new ArrayList<>(inOrder(profile));
        Collections.reverse(reversed);
        return reversed;
    }

    /**
     * Returns whether a reference may be written as null first and set once its target is there. Such a reference may
     * be part of a circle.
     */
    public boolean isDeferrable(SyncableModel model, Member reference) {
        return reference.nullable() && circle(model).stream().anyMatch(reference::refersTo);
    }

    /** Returns whether a collection may be written without some of its links first. */
    public boolean isDeferrable(SyncableModel model, CollectionMember link) {
        return circle(model).stream().anyMatch(link::refersTo);
    }

    /** Returns whether records of a group may refer to each other, so that some may have to be written in two steps. */
    public boolean isCircle(List<SyncableModel> group) {
        return group.stream()
                .anyMatch(model -> group.stream()
                        .anyMatch(target -> model.references().stream().anyMatch(r -> r.refersTo(target))
                                || model.links().stream().anyMatch(l -> l.refersTo(target))));
    }

    private List<SyncableModel> circle(SyncableModel model) {
        return groups.stream()
                .filter(group -> group.stream().anyMatch(m -> m.entityClass().equals(model.entityClass())))
                .findFirst()
                .orElse(List.of());
    }

    public Optional<SyncableModel> find(String profile, String name) {
        return ordered.stream()
                .filter(m -> m.profile().equals(profile) && m.name().equals(name))
                .findFirst();
    }

    /**
     * Returns whether two models are the same, or entities of one hierarchy, in which an id belongs to one row only.
     */
    public boolean areRelated(String profile, String name, String other) {
        return name.equals(other)
                || root(profile, name)
                        .filter(root ->
                                root(profile, other).filter(root::equals).isPresent())
                        .isPresent();
    }

    /** Returns the models of one hierarchy with this one, in which an id belongs to one row only. */
    public List<SyncableModel> relatives(SyncableModel model) {
        String root = model.persister().getRootEntityName();
        return ordered.stream()
                .filter(other -> other.profile().equals(model.profile())
                        && other.persister().getRootEntityName().equals(root))
                .toList();
    }

    /** Returns their names. */
    public List<String> related(SyncableModel model) {
        return relatives(model).stream().map(SyncableModel::name).toList();
    }

    private Optional<String> root(String profile, String name) {
        return find(profile, name).map(model -> model.persister().getRootEntityName());
    }

    /**
     * Returns the model of an entity.
     *
     * @throws MorangoException if it is not a synced entity of this persistence unit
     */
    public SyncableModel get(Class<?> entityClass) {
        return find(entityClass)
                .orElseThrow(() -> new MorangoException(
                        entityClass.getName() + " is not a synced entity of this persistence unit.",
                        Map.of("entity", entityClass.getName())));
    }

    public Optional<SyncableModel> find(Class<?> entityClass) {
        return Optional.ofNullable(byClass.get(entityClass));
    }
}
