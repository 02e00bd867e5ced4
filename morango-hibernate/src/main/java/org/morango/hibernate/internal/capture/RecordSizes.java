package org.morango.hibernate.internal.capture;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.LocalAttributes;
import org.morango.hibernate.internal.model.RecordLimits;
import org.morango.hibernate.mapping.RecordSize;

/**
 * Refuses an entity that is too large to be sent at the time it is written, when the application can still act on it.
 * Looks only at the lengths of texts, bytes and loaded collections. A record that turns out larger as JSON is found
 * when it is serialized, and held back.
 */
final class RecordSizes {
    private final EntityPersister persister;
    private final Set<Integer> locals;
    private final long maxBytes;

    RecordSizes(EntityPersister persister) {
        this.persister = persister;
        this.locals = LocalAttributes.positions(persister);
        this.maxBytes = RecordLimits.maxBytes(persister.getFactory());
    }

    /** @throws MorangoException if a record of this state would be too large */
    void check(@Nullable Object id, Object[] state) {
        Type[] types = persister.getPropertyTypes();
        long total = 0;
        long most = 0;
        int largest = 0;
        for (int i = 0; i < state.length; i++) {
            if (!locals.contains(i)) {
                long size = size(state[i], types[i]);
                total += size;
                if (size > most) {
                    most = size;
                    largest = i;
                }
            }
        }
        if (total > maxBytes) {
            throw tooLarge(id, persister.getPropertyNames()[largest], total);
        }
    }

    private MorangoException tooLarge(@Nullable Object id, String attribute, long size) {
        String entity = persister.getEntityName();
        return new MorangoException(
                "Entity " + entity + " cannot be written: its record would have at least " + size
                        + " bytes, most of them in"
                        + " attribute " + attribute + ", but at most " + maxBytes
                        + " are sent. Shorten it, keep it apart"
                        + " by @NotSynced, or raise " + RecordSize.SETTING + " at every peer.",
                Map.of("entity", entity, "id", String.valueOf(id), "attribute", attribute));
    }

    private static long size(@Nullable Object value, Type type) {
        if (value != null && type instanceof ComponentType component) {
            long size = 0;
            Type[] types = component.getSubtypes();
            for (int i = 0; i < types.length; i++) {
                size += size(component.getPropertyValue(value, i), types[i]);
            }
            return size;
        }
        if (value instanceof Collection<?> collection) {
            return Hibernate.isInitialized(collection) ? size(collection) : 0;
        }
        if (value instanceof Map<?, ?> map) {
            return Hibernate.isInitialized(map) ? size(map.keySet()) + size(map.values()) : 0;
        }
        return size(value);
    }

    private static long size(Collection<?> elements) {
        long size = 0;
        for (Object element : elements) {
            size += size(element);
        }
        return size;
    }

    private static long size(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            // In Base64.
            return bytes.length / 3L * 4;
        }
        return value instanceof char[] chars ? chars.length : 0;
    }
}
