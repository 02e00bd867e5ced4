package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.mapping.NamingStrategy;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncFormat;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.TextFormat;

/**
 * Reads the attributes of an entity, or of an embeddable that is a value by itself. Refuses attributes that cannot be
 * synced.
 */
final class AttributeReader {
    final List<Member> members = new ArrayList<>();
    final List<Member> locals = new ArrayList<>();
    final List<CollectionMember> collections = new ArrayList<>();
    /** Collections that belong to the rows and stay as they are when a record is written. */
    final List<PluralAttributeMapping> unsyncedCollections = new ArrayList<>();

    final Class<?> entity;
    private final SessionFactoryImplementor factory;
    final NamingStrategy naming;

    /** The path of an embeddable that is a single member as a whole; null otherwise. */
    private final @Nullable String within;

    AttributeReader(Class<?> entity, SessionFactoryImplementor factory) {
        this(entity, factory, null);
    }

    private AttributeReader(Class<?> entity, SessionFactoryImplementor factory, @Nullable String within) {
        this.entity = entity;
        this.factory = factory;
        this.within = within;
        this.naming = factory.getServiceRegistry()
                .requireService(StrategySelector.class)
                .resolveDefaultableStrategy(
                        NamingStrategy.class,
                        factory.getProperties().get(NamingStrategy.SETTING),
                        NamingStrategy.SNAKE_CASE);
    }

    /** Place of an attribute: the embedded values around it, and whether these stay in their own database. */
    private record Place(List<AttributeMapping> path, List<String> prefixes, String attribute, boolean isLocal) {
        static final Place TOP = new Place(List.of(), List.of(""), "", false);

        List<AttributeMapping> path(AttributeMapping attribute) {
            List<AttributeMapping> longer = new ArrayList<>(path);
            longer.add(attribute);
            return List.copyOf(longer);
        }
    }

    void read(AttributeMapping attribute) {
        read(attribute, Place.TOP);
    }

    private void read(AttributeMapping attribute, Place place) {
        boolean isLocal = place.isLocal() || AttributeAnnotations.find(attribute, NotSynced.class) != null;
        String path = place.attribute() + attribute.getAttributeName();
        if (Tenants.isOne(attribute)) {
            Tenants.check(this, path, within != null || !place.path().isEmpty(), isLocal);
        }
        if (isLocal && within != null) {
            throw refused(path, "a part of such a value cannot be @NotSynced; leave out the whole, or the mark.");
        }
        if (attribute instanceof BasicAttributeMapping basic) {
            value(basic, place, path, isLocal);
        } else if (attribute instanceof ToOneAttributeMapping toOne) {
            if (toOne.getSideNature() != ForeignKeyDescriptor.Nature.TARGET) {
                reference(toOne, place, path, isLocal);
            }
        } else if (attribute instanceof EmbeddedAttributeMapping embedded) {
            embedded(embedded, place, path, isLocal);
        } else if (attribute instanceof PluralAttributeMapping plural) {
            if (!plural.getCollectionDescriptor().isInverse()) {
                collection(plural, place, path, isLocal);
            }
        } else {
            throw refused(
                    path,
                    "a reference to any kind of entity is not supported; keep the kind and the id as plain values.");
        }
    }

    private void value(BasicAttributeMapping basic, Place place, String path, boolean isLocal) {
        if (basic.isFormula() || isComputed(basic) || (!basic.isInsertable() && !basic.isUpdateable())) {
            // The database sets it, or it is the column of another attribute.
            return;
        }
        if (isLocal) {
            locals.add(Member.local(path, place.path(basic), Selection.of(path), null));
            return;
        }
        SyncReference reference = AttributeAnnotations.find(basic, SyncReference.class);
        if (reference != null) {
            plainKey(basic, reference, place, path);
            return;
        }
        checkGenerator(basic, place, path);
        PlainKeys.warn(entity, path, basic.getJavaType().getJavaTypeClass());
        add(Member.of(
                names(basic, place, ""),
                path,
                place.path(basic),
                Selection.of(path),
                basic.isNullable(),
                null,
                codec(basic, basic.getJdbcMapping(), path)));
    }

    /** Reads an attribute that holds the key of another row. */
    private void plainKey(BasicAttributeMapping basic, SyncReference reference, Place place, String path) {
        if (within != null) {
            throw refused(path, "a reference inside such a value is not supported; make it an entity of its own.");
        }
        EntityPersister target = checkKey(reference, basic.getJdbcMapping(), path);
        add(reference(basic, place, path, Selection.of(path), basic.isNullable(), target, reference));
    }

    /** Refuses a reference by a value that cannot be the key of the entity, which it returns. */
    EntityPersister checkKey(SyncReference reference, JdbcMapping mapping, String path) {
        Class<?> target = reference.value();
        EntityPersister persister = factory.getMappingMetamodel().findEntityDescriptor(target);
        if (persister == null) {
            throw refused(path, "its @SyncReference names " + target.getName() + ", which is not an entity; name one.");
        }
        if (reference.by().isEmpty()) {
            checkTarget(persister, path);
        }
        KeyCodec key = KeyCodec.of(persister);
        if (key == null || !key.isOf(mapping.getMappedJavaType().getJavaTypeClass())) {
            throw refused(path, "its type is not that of the key of " + target.getName() + "; give it the same.");
        }
        return persister;
    }

    /** Returns a reference: to a record, or to a row that is matched by a value. */
    private Member reference(
            AttributeMapping attribute,
            Place place,
            String path,
            Selection selection,
            boolean isNullable,
            EntityPersister target,
            @Nullable SyncReference how) {
        boolean orNull = how != null && how.orNull();
        if (orNull && !isNullable) {
            throw refused(
                    path, "it is required, and its @SyncReference says orNull; leave that out, or make it optional.");
        }
        Match match = how == null || how.by().isEmpty() ? null : Match.of(target, how, this, path);
        boolean isPlain = attribute instanceof BasicAttributeMapping;
        String suffix =
                isPlain ? "" : match == null ? "_id" : "_" + named(target.findAttributeMapping(match.attribute()));
        return Member.of(
                        names(attribute, place, suffix),
                        path,
                        place.path(attribute),
                        selection,
                        isNullable,
                        target.getMappedClass(),
                        null)
                .found(match, orNull);
    }

    /**
     * Refuses generated values in embedded ones and in elements of collections: Hibernate knows only the generators of
     * an entity's own attributes, and applies none to elements.
     */
    private void checkGenerator(AttributeMapping attribute, Place place, String path) {
        boolean isTop = within == null && place.path().isEmpty();
        if (!isTop && within == null && AttributeAnnotations.isGenerated(attribute)) {
            throw refused(
                    path,
                    "its value is generated wherever a row is written, so that peers would differ; mark it @NotSynced, or"
                            + " set it in a @PrePersist or @PreUpdate method.");
        }
    }

    /** Returns whether the database computes the column, so that nobody can write it. */
    private static boolean isComputed(AttributeMapping attribute) {
        return AttributeAnnotations.find(attribute, GeneratedColumn.class) != null;
    }

    private void add(Member member) {
        if (!member.isInserted() && !member.isUpdated() && !member.isReference()) {
            return;
        }
        if (within != null) {
            if (!member.isInserted()) {
                throw refused(
                        member.attribute(),
                        "a part of such a value is written with the whole; leave out insertable = false.");
            }
        } else if (!member.isInOwnTable()
                && !(member.isInserted() && member.isUpdated())
                && isInOptionalTable(member.column())) {
            throw refused(
                    member.attribute(),
                    "its column is in a table that need not have a row; leave out insertable = false and"
                            + " updatable = false, or make the table's row required (@SecondaryRow(optional = false)).");
        }
        members.add(member);
    }

    private boolean isInOptionalTable(SelectableMapping column) {
        return FixedColumns.isInOptionalTable(persister(), column);
    }

    private EntityPersister persister() {
        return factory.getMappingMetamodel().getEntityDescriptor(entity);
    }

    ValueCodec<?> codec(AttributeMapping attribute, JdbcMapping mapping, String path) {
        SyncFormat format = AttributeAnnotations.find(attribute, SyncFormat.class);
        if (format != null) {
            return ValueCodecs.of(instance(format.value(), path));
        }
        ValueCodec<?> codec = ValueCodecs.of(mapping, factory);
        if (codec == null) {
            throw refused(
                    path,
                    "its type " + ValueCodecs.type(mapping).getName()
                            + " has no form in JSON; give it an AttributeConverter to one that has, or a @SyncFormat.");
        }
        return codec;
    }

    private TextFormat<?> instance(Class<? extends TextFormat<?>> type, String path) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw refused(path, "its @SyncFormat cannot be made; give it a constructor without parameters.");
        }
    }

    private void reference(ToOneAttributeMapping toOne, Place place, String path, boolean isLocal) {
        if (within != null) {
            throw refused(path, "a reference inside such a value is not supported; make it an entity of its own.");
        }
        SelectableMapping column = toOne.getForeignKeyDescriptor().getSelectable(0);
        boolean isOfOther = FixedColumns.isInOtherTable(persister(), column);
        boolean isWritten = column.isInsertable() || column.isUpdateable();
        if (isOfOther || !(isWritten || ChildReferences.isOfCollection(persister(), toOne))) {
            return;
        }
        checkColumn(toOne, place, path);
        EntityMappingType entityType = toOne.getEntityMappingType();
        Class<?> target = entityType.getMappedJavaType().getJavaTypeClass();
        if (isLocal) {
            locals.add(Member.local(path, place.path(toOne), selection(toOne, path), target));
            return;
        }
        SyncReference how = AttributeAnnotations.find(toOne, SyncReference.class);
        if (how != null && how.value() != void.class) {
            throw refused(path, "it is a reference to an entity already; leave out the value of its @SyncReference.");
        }
        if (how == null || how.by().isEmpty()) {
            checkTarget(entityType, path);
        }
        add(reference(
                toOne, place, path, selection(toOne, path), isNullable(toOne), entityType.getEntityPersister(), how));
    }

    /** Reads a reference in the key. */
    Member keyReference(ToOneAttributeMapping toOne, String path, Selection selection) {
        refuseMatch(AttributeAnnotations.find(toOne, SyncReference.class), path);
        checkTarget(toOne.getEntityMappingType(), path);
        Class<?> target = toOne.getEntityMappingType().getMappedJavaType().getJavaTypeClass();
        return Member.of(names(toOne, Place.TOP, "_id"), path, List.of(toOne), selection, false, target, null);
    }

    /** Reads a plain value in the key that holds the key of another row. */
    Member keyReference(BasicAttributeMapping basic, SyncReference reference, String path, Selection selection) {
        refuseMatch(reference, path);
        Class<?> target = checkKey(reference, basic.getJdbcMapping(), path).getMappedClass();
        return Member.of(names(basic, Place.TOP, ""), path, List.of(basic), selection, false, target, null);
    }

    private void refuseMatch(@Nullable SyncReference reference, String path) {
        if (reference != null && (!reference.by().isEmpty() || reference.orNull())) {
            throw refused(
                    path,
                    "it is a part of the key, and its @SyncReference says by or orNull; a key needs the record to which it"
                            + " refers. Leave these out.");
        }
    }

    /** Reads a plain value in the key. */
    Member keyValue(BasicAttributeMapping basic, String path, Selection selection) {
        ValueCodec<?> codec = codec(basic, basic.getJdbcMapping(), path);
        return Member.of(names(basic, Place.TOP, ""), path, List.of(basic), selection, false, null, codec);
    }

    private Selection selection(ToOneAttributeMapping toOne, String path) {
        return isOfTable(toOne)
                ? Selection.ofTable(path)
                : KeyForm.of(toOne.getEntityMappingType().getEntityPersister())
                        .selection()
                        .through(path);
    }

    /** Returns whether a reference is in a table of its own, which has no row where there is nothing to refer to. */
    private boolean isOfTable(ToOneAttributeMapping toOne) {
        return TableReferences.isIn(persister(), toOne);
    }

    private boolean isNullable(ToOneAttributeMapping toOne) {
        // The column of such a table is never null, because there is no row for nothing.
        return isOfTable(toOne)
                ? persister().getPropertyNullability()[toOne.getStateArrayPosition()]
                : toOne.isNullable();
    }

    /** Refuses references of which a query would lose rows that have none. */
    private void checkColumn(ToOneAttributeMapping toOne, Place place, String path) {
        boolean isOfTable = isOfTable(toOne);
        if (toOne.hasNotFoundAction()
                || !toOne.isReferenceToPrimaryKey()
                || !(isOfTable || toOne.isFkOptimizationAllowed())) {
            throw refused(
                    path,
                    "it refers by something else than a column that holds an id; use a plain @JoinColumn, without"
                            + " @NotFound and referencedColumnName.");
        }
        if (isOfTable && !place.path().isEmpty()) {
            throw refused(
                    path,
                    "a reference inside an embedded value cannot have a table of its own; move it to the entity, or use a"
                            + " plain @JoinColumn.");
        }
        if (isOfTable && toOne.getForeignKeyDescriptor().getJdbcTypeCount() > 1) {
            throw refused(
                    path,
                    "it refers to a key of several columns by a table of its own; use plain @JoinColumns, without"
                            + " @JoinTable.");
        }
    }

    private void checkTarget(EntityMappingType target, String path) {
        checkTarget(target, path, ", or say by which of its attributes peers find the row: @SyncReference(by = …).");
    }

    /** Refuses references to entities that are not synced, except by the remedy. */
    void checkTarget(EntityMappingType target, String path, String remedy) {
        if (!SyncedClasses.areAllSynced(target)) {
            throw refused(
                    path,
                    "it refers to "
                            + target.getMappedJavaType().getJavaTypeClass().getName()
                            + ", which is not synced; make that @Syncable, mark the attribute @NotSynced to leave it to each"
                            + " peer" + remedy);
        }
    }

    private void embedded(EmbeddedAttributeMapping embedded, Place place, String path, boolean isLocal) {
        EmbeddableMappingType type = embedded.getEmbeddableTypeDescriptor();
        checkEmbeddable(type, path);
        if (type.getAggregateMapping() != null) {
            if (!isLocal) {
                checkGenerator(embedded, place, path);
            }
            List<String> names = isLocal ? List.of("") : names(embedded, place, "");
            Member whole = Member.of(
                    names,
                    path,
                    place.path(embedded),
                    Selection.of(path),
                    true,
                    null,
                    isLocal ? null : whole(type, path));
            if (isLocal) {
                locals.add(whole);
            } else {
                add(whole);
            }
            return;
        }
        List<String> prefixes =
                names(embedded, place, "").stream().map(name -> name + "_").toList();
        Place inside = new Place(place.path(embedded), prefixes, path + ".", isLocal);
        type.getAttributeMappings().forEach(part -> read(part, inside));
    }

    private void checkEmbeddable(EmbeddableMappingType type, String path) {
        if (type.isPolymorphic()) {
            throw refused(
                    path, "an embeddable with subclasses is not supported; embed each in an attribute of its own.");
        }
    }

    /** Returns the form of an embeddable as one member: it is one column, or an element of a collection. */
    ValueCodec<Object> whole(EmbeddableMappingType type, String path) {
        checkEmbeddable(type, path);
        AttributeReader inside = new AttributeReader(entity, factory, path);
        type.getAttributeMappings().forEach(inside::read);
        checkDistinct(inside.members);
        return Embeddables.codec(type, inside.members);
    }

    private void collection(PluralAttributeMapping plural, Place place, String path, boolean isLocal) {
        if (within != null || !place.path().isEmpty()) {
            throw refused(path, "a collection inside an embedded value is not supported; move it to the entity.");
        }
        if (isLocal || ChildReferences.keep(plural, this)) {
            unsyncedCollections.add(plural);
            return;
        }
        collections.add(new CollectionReader(plural, this).read(names(plural, place, "")));
    }

    /** Returns the form of a collection's elements; null if they have none. */
    @Nullable
    ValueCodec<?> element(PluralAttributeMapping plural, JdbcMapping mapping) {
        SyncFormat format = AttributeAnnotations.find(plural, SyncFormat.class);
        return format == null
                ? ValueCodecs.of(mapping, factory)
                : ValueCodecs.of(instance(format.value(), plural.getAttributeName()));
    }

    /** Returns the form of a map's keys; null if they have none. */
    @Nullable
    ValueCodec<?> key(JdbcMapping mapping) {
        return ValueCodecs.of(mapping, factory);
    }

    /** Returns the names of a value. Those of older versions of the application come last. */
    private List<String> names(AttributeMapping attribute, Place place, String suffix) {
        SyncName given = AttributeAnnotations.find(attribute, SyncName.class);
        List<String> own = new ArrayList<>();
        own.add(given == null || given.value().isEmpty() ? named(attribute) + suffix : given.value());
        if (given != null) {
            own.addAll(List.of(given.aliases()));
            if (own.stream().anyMatch(String::isBlank) || (given.value().isEmpty() && own.size() == 1)) {
                throw refused(
                        place.attribute() + attribute.getAttributeName(), "its @SyncName is empty; give it a name.");
            }
        }
        return place.prefixes().stream()
                .flatMap(prefix -> own.stream().map(name -> prefix + name))
                .toList();
    }

    private String named(AttributeMapping attribute) {
        Class<?> owner = attribute.getDeclaringType().getJavaType().getJavaTypeClass();
        String name = naming.name(owner, attribute.getAttributeName());
        if (name.isBlank()) {
            throw refused(attribute.getAttributeName(), "the naming strategy gives it no name; give it a @SyncName.");
        }
        return name;
    }

    /** Refuses two members with the same name. */
    void checkDistinct(List<Member> all) {
        Map<String, String> names = new HashMap<>();
        all.forEach(member -> member.names().forEach(name -> checkName(names, name, member.attribute())));
    }

    /** Refuses a name that is used twice, or that the library uses itself. */
    void checkName(Map<String, String> names, String name, String attribute) {
        String other = names.putIfAbsent(name, attribute);
        if (other != null) {
            throw refused(
                    attribute,
                    "its name in JSON, " + name + ", is that of " + other
                            + " too; rename one, or give it a @SyncName.");
        }
    }

    ModelException refused(String path, String reason) {
        return new ModelException(entity, within == null ? path : within + "." + path, reason);
    }
}
