package org.morango.hibernate.internal.model;

import java.util.Set;
import java.util.TreeSet;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.mapping.NotSynced;

/** Attributes of an entity that are not content of its records. */
public final class LocalAttributes {
    private LocalAttributes() {}

    /** Returns their positions in the entity's state. */
    public static Set<Integer> positions(EntityPersister persister) {
        Set<Integer> positions = new TreeSet<>();
        persister.forEachAttributeMapping(attribute -> {
            if (AttributeAnnotations.find(attribute, NotSynced.class) != null) {
                positions.add(attribute.getStateArrayPosition());
            }
        });
        return positions;
    }
}
