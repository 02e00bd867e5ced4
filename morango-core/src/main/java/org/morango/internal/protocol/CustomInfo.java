package org.morango.internal.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import tools.jackson.databind.node.ObjectNode;

/** The members that the application adds to what a peer says of itself, besides the protocol's own. */
public final class CustomInfo {
    private CustomInfo() {}

    /** Returns a new object with the application's members; put the protocol's own members on top. */
    public static ObjectNode of(PeerSettings settings) {
        return Json.MAPPER.valueToTree(settings.info());
    }

    /** Returns an immutable copy. Refuses values that JSON cannot hold. */
    public static Map<String, Object> checked(Map<String, Object> info) {
        info.forEach((name, value) -> check(name, value));
        return Collections.unmodifiableMap(new LinkedHashMap<>(info));
    }

    private static void check(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> check(name + "." + key, member));
        } else if (value instanceof Collection<?> list) {
            list.forEach(member -> check(name, member));
        } else if (value != null
                && !(value instanceof String)
                && !(value instanceof Number)
                && !(value instanceof Boolean)) {
            throw new MorangoException("Member " + name + " of the setting info is a "
                    + value.getClass().getName() + ", which JSON cannot hold.");
        }
    }
}
