package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.mapping.SyncReference;
import tools.jackson.databind.JsonNode;

/**
 * A reference that is sent as the value of a unique attribute of the row to which it leads. Each peer finds its own row
 * by this value.
 *
 * @param target the entity to which it leads
 * @param key where queries find the key of that entity
 * @param attribute the unique attribute of that entity
 * @param codec the form of the attribute's values
 * @param orNull whether the reference is null where there is no such row
 */
public record Match(Class<?> target, Selection key, String attribute, ValueCodec<?> codec, boolean orNull) {
    private static final Set<Class<?>> TYPES = Set.of(String.class, UUID.class, Long.class, Integer.class, Short.class);

    /**
     * The row to which a matched reference leads.
     *
     * @param value the value by which peers find the row; null if it has none
     */
    record Row(Object key, @Nullable Object value) {}

    /**
     * Reads how a reference is matched.
     *
     * @throws ModelException if it cannot be matched so
     */
    static Match of(EntityPersister target, SyncReference reference, AttributeReader attributes, String path) {
        Class<?> entity = target.getMappedClass();
        String name = entity.getSimpleName() + "." + reference.by();
        if (!(target.findAttributeMapping(reference.by()) instanceof BasicAttributeMapping basic)
                || basic.getJdbcMapping().getValueConverter() != null
                || !TYPES.contains(KeyCodec.wrapped(basic.getJavaType().getJavaTypeClass()))) {
            throw attributes.refused(
                    path,
                    name
                            + ", by which peers are to find the row, is not a text, a whole number or a UUID of that entity;"
                            + " name such an attribute.");
        }
        if (!UniqueKeys.isUnique(target, reference.by())) {
            throw attributes.refused(
                    path,
                    name + ", by which peers are to find the row, is not unique; declare a unique constraint in the"
                            + " mapping, which the table has to have.");
        }
        if (Tenants.has(target)) {
            throw attributes.refused(
                    path,
                    "the rows of " + entity.getSimpleName()
                            + " belong to tenants, and a peer could name a row of any of them; make it @Syncable, or mark"
                            + " the attribute @NotSynced.");
        }
        return new Match(
                entity,
                KeyForm.of(target).selection(),
                reference.by(),
                attributes.codec(basic, basic.getJdbcMapping(), path),
                reference.orNull());
    }

    /** Returns the values of these rows, by key, with one query for each 64 rows. Leaves out rows without a value. */
    Map<Object, Object> values(StatelessSession session, Collection<?> keys) {
        Map<Object, Object> values = new HashMap<>();
        select(session, key.compared("e"), keys).forEach(row -> {
            if (row[1] != null) {
                values.put(row[0], row[1]);
            }
        });
        return values;
    }

    /** Returns the keys of the rows that have these values, by value in normal form. */
    Map<JsonNode, Object> keys(StatelessSession session, Collection<?> values) {
        Set<JsonNode> wanted = values.stream().map(codec::normal).collect(Collectors.toSet());
        Map<JsonNode, Object> keys = new HashMap<>();
        select(session, "e." + attribute, values).forEach(row -> {
            // Some databases also find values that differ in case.
            JsonNode found = codec.normal(row[1]);
            if (wanted.contains(found)) {
                keys.put(found, row[0]);
            }
        });
        return keys;
    }

    private List<Object[]> select(StatelessSession session, String path, Collection<?> wanted) {
        return IdList.select(
                session,
                "select " + key.select("e") + ", e." + attribute + " from "
                        + QueryNames.of(target.getName(), session.getFactory()) + " e where " + path,
                Object[].class,
                wanted);
    }
}
