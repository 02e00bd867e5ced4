package org.morango.hibernate.internal.model;

import java.lang.ref.WeakReference;
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
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.SyncedClasses;

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
            if (SyncedClasses.isMeantToBe(p)) {
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
        models.forEach(model -> checkHierarchy(model, models));
        models.forEach(model -> checkNatural(model, factory));
        models.forEach(model -> checkTargets(model, models));
        IdentityOrder.check(models);
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

    /** Refuses references to rows that stay when they are deleted: at peers, the referring row would be deleted too. */
    private static void checkTargets(SyncableModel model, Collection<SyncableModel> models) {
        models.stream()
                .filter(SyncableModel::hidesDeletedRows)
                .forEach(target -> Stream.concat(
                                model.references().stream()
                                        .filter(reference -> reference.refersTo(target))
                                        .map(Member::attribute),
                                model.links().stream()
                                        .filter(link -> link.refersTo(target))
                                        .map(CollectionMember::attribute))
                        .findFirst()
                        .ifPresent(attribute -> {
                            throw new ModelException(
                                    model.entityClass(),
                                    attribute,
                                    "it refers to " + target.entityClass().getName()
                                            + ", whose rows stay hidden when they are deleted"
                                            + " (@SoftDelete, @SQLRestriction): peers delete what refers to a deleted record. Select by an"
                                            + " attribute there instead, or mark this @NotSynced.");
                        }));
    }

    private static void checkNatural(SyncableModel model, SessionFactoryImplementor factory) {
        if (model.hasReferencesInKey()) {
            return;
        }
        boolean isUnique = UniqueKeys.of(factory, model).stream()
                .anyMatch(key -> model.natural().containsAll(key.members()));
        if (!model.natural().isEmpty() && !isUnique) {
            throw new ModelException(
                    model.entityClass(),
                    "its natural attributes are not unique together, so that two rows could be one record; declare a unique"
                            + " constraint over them in the mapping, which the table has to have.");
        }
    }

    /** Refuses hierarchies whose rows have their keys in common, and the ids of their records not. */
    private static void checkHierarchy(SyncableModel model, Collection<SyncableModel> models) {
        for (SyncableModel other : models) {
            if (other.hierarchy().equals(model.hierarchy())
                    && !(other.identity() == model.identity() && other.profile().equals(model.profile()))) {
                throw new ModelException(
                        model.entityClass(),
                        "its identity or profile is not that of "
                                + other.entityClass().getName()
                                + ", which is an entity of the same hierarchy; give both the same.");
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

    /** Returns whether rows of any model can refer to rows of this one, or list them. */
    public boolean isReferred(SyncableModel model) {
        return inOrder(model.profile()).stream()
                .anyMatch(other -> other.references().stream().anyMatch(reference -> reference.refersTo(model))
                        || other.links().stream().anyMatch(link -> link.refersTo(model)));
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

    /** Returns whether records of a group may be written without references to records that are not there yet. */
    public boolean mayBeUnfinished(List<SyncableModel> group) {
        return isCircle(group)
                || group.stream().anyMatch(model -> model.references().stream().anyMatch(Member::orNull));
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

    /** Returns a model of the hierarchy to which an entity belongs. All of them have the same keys. */
    public SyncableModel ofHierarchy(Class<?> entity) {
        SyncableModel own = byClass.get(entity);
        return own != null
                ? own
                : ordered.stream()
                        .filter(model -> entity.isAssignableFrom(model.entityClass()))
                        .findFirst()
                        .orElseGet(() -> get(entity));
    }

    public Optional<SyncableModel> find(Class<?> entityClass) {
        return Optional.ofNullable(byClass.get(entityClass));
    }
}
