package org.morango.settings;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/** Checks the information about itself that an application gives to peers. */
final class CustomInfo {
    private CustomInfo() {}

    /** Returns an immutable copy. Refuses values that JSON cannot hold. */
    static Map<String, Object> checked(Map<String, Object> info) {
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
