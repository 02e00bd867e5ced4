package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Reads one syncable model from its mapping. Refuses mappings that cannot be synced. */
final class ModelReader {
    private static final int MAX_NAME = 40;
    private static final Set<String> OWN_MEMBERS = Set.of("id", "_morango_source_id", "_morango_partition");

    private final EntityPersister persister;
    private final Class<?> type;
    private final AttributeReader attributes;
    private final SessionFactoryImplementor factory;

    ModelReader(EntityPersister persister, SessionFactoryImplementor factory) {
        this.persister = persister;
        this.type = persister.getMappedClass();
        this.factory = factory;
        this.attributes = new AttributeReader(type, factory);
        if (Differences.hasPlacesOfTenants(factory)) {
            throw new ModelException(
                    type,
                    "each tenant has a database or a schema of its own, and the library's tables are in only one of"
                            + " them; give each tenant a session factory of its own, or mark the tenant's column @TenantId.");
        }
    }

    SyncableModel read() {
        Syncable syncable = type.getAnnotation(Syncable.class);
        if (syncable == null) {
            throw new ModelException(
                    type,
                    (SyncableEntity.class.isAssignableFrom(type) ? "it extends SyncableEntity" : "its base is synced")
                            + " but it is not marked @Syncable; mark it, make it abstract, or do not extend that.");
        }
        checkName("profile", syncable.profile());
        checkName("model", syncable.model());
        IdentityReader identity = new IdentityReader(persister, syncable, attributes);
        checkHiddenRows(identity.identity());
        attributes.members.addAll(identity.keyParts());
        readAttributes();
        new ChildReferences(persister, attributes).read();
        checkNames();
        List<Member> members = List.copyOf(attributes.members);
        return new SyncableModel(
                syncable.profile(),
                syncable.model(),
                syncable.id(),
                type,
                QueryNames.of(persister.getEntityName(), factory),
                persister,
                members,
                List.copyOf(attributes.collections),
                List.copyOf(attributes.locals),
                List.copyOf(attributes.unsyncedCollections),
                members.stream().filter(m -> type.equals(m.target())).findFirst(),
                identity.identity(),
                identity.key(),
                identity.partition(members),
                identity.natural(members));
    }

    private void readAttributes() {
        EntityVersionMapping version = persister.getVersionMapping();
        List<AttributeMapping> declared = new ArrayList<>();
        persister.forEachAttributeMapping(a -> {
            // What an @IdClass names is in the key.
            if (!a.isVirtual() && !ChildReferences.isBackReference(a)) {
                declared.add(a);
            }
        });
        declared.sort(Comparator.comparing(a -> AttributeAnnotations.declaredAt(type, a.getAttributeName())));
        for (AttributeMapping attribute : declared) {
            String name = attribute.getAttributeName();
            if (version != null && attribute == version.getVersionAttribute()) {
                attributes.locals.add(Member.local(name, List.of(attribute), Selection.of(name), null));
            } else {
                attributes.read(attribute);
            }
        }
    }

    private void checkName(String what, String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new ModelException(
                    type, "@Syncable has no usable " + what + "; give it one of 1 to " + MAX_NAME + " characters.");
        }
    }

    /** Refuses hidden rows whose keys would be in the way of records that are made again. */
    private void checkHiddenRows(RowIdentity identity) {
        boolean hidesRows = persister.getSoftDeleteMapping() != null || persister.hasWhereRestrictions();
        if (hidesRows && identity != RowIdentity.LOCAL) {
            throw new ModelException(
                    type,
                    "@SoftDelete and @SQLRestriction hide rows that a sync has to see, because their keys are the same at"
                            + " every peer; select by an attribute instead, delete for good, or let each peer number its rows.");
        }
    }

    private void checkNames() {
        Map<String, String> names = new HashMap<>();
        OWN_MEMBERS.forEach(own -> names.put(own, "the record"));
        attributes.members.forEach(m -> m.names().forEach(name -> attributes.checkName(names, name, m.attribute())));
        attributes.collections.forEach(
                c -> c.names().forEach(name -> attributes.checkName(names, name, c.attribute())));
    }
}
