package org.morango.hibernate.internal.model;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of attributes that look as if they held keys of rows, which would mean other rows at other peers. */
final class PlainKeys {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.mapping.SyncReference");
    private static final Set<Class<?>> TYPES = Set.of(Long.class, Integer.class, UUID.class);
    private static final String SUFFIX = "Id";

    /** The attributes that were reported already. Each is reported once. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private PlainKeys() {}

    static void warn(Class<?> entity, String attribute, Class<?> type) {
        if (attribute.endsWith(SUFFIX)
                && TYPES.contains(KeyCodec.wrapped(type))
                && TOLD.add(entity.getName() + "." + attribute)) {
            LOG.warn(
                    "Attribute {} of entity {} is sent as it is. If it holds the key of another row, which has another key"
                            + " at other peers, mark it @SyncReference; if it stays here, mark it @NotSynced.",
                    attribute,
                    entity.getName());
        }
    }
}
