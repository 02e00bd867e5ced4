package org.morango.internal.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import tools.jackson.databind.node.ObjectNode;

/** What the application tells peers of itself, besides the protocol's own members. */
public final class CustomInfo {
    private CustomInfo() {}

    /** A new object that holds the application's members; put the protocol's own ones on top. */
    public static ObjectNode of(PeerSettings settings) {
        return Json.MAPPER.valueToTree(settings.info());
    }

    /** An immutable copy, refused if it holds what JSON cannot. */
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
