package org.morango.it.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.morango.it.support.Exchange;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;

/** Compares an answer with the recorded one: all names and types, and values that do not vary from run to run. */
final class Shapes {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
    private static final Set<String> VARYING =
            Set.of("instance_hash", "system_os", "server_instance", "client_instance", "signature", "public_key");
    private static final Set<String> COUNTERS = Set.of("last_saved_counter", "counter");

    private final List<String> differences = new ArrayList<>();
    private final String own;

    /** @param own the instance that answers, which may name itself in an FSIC even if it did not in the recording */
    private Shapes(String own) {
        this.own = own;
    }

    /** Returns the differences; empty if there are none. */
    static List<String> differences(JsonNode recorded, JsonNode live, String own) {
        Shapes shapes = new Shapes(own);
        shapes.compare("", recorded, live);
        return shapes.differences;
    }

    private void compare(String at, JsonNode recorded, JsonNode live) {
        if (recorded.getNodeType() != live.getNodeType()) {
            differ(at, recorded, live);
        } else if (recorded.isObject()) {
            object(at, recorded, live);
        } else if (recorded.isArray()) {
            if (recorded.size() != live.size()) {
                differ(at, recorded, live);
                return;
            }
            for (int i = 0; i < recorded.size(); i++) {
                compare(at + "[" + i + "]", recorded.get(i), live.get(i));
            }
        } else if (!recorded.equals(live)) {
            differ(at, recorded, live);
        }
    }

    private void object(String at, JsonNode recorded, JsonNode live) {
        Set<String> names = new TreeSet<>(recorded.propertyNames());
        // Later versions of Python Morango send it. It determines the order in which they write rows that refer to each
        // other.
        names.remove("_self_ref_order");
        if (!names.equals(new TreeSet<>(live.propertyNames()))) {
            differ(at + " names", recorded, live);
            return;
        }
        boolean certificate = names.contains("public_key") && names.contains("serialized");
        boolean nonce = names.equals(Set.of("id", "timestamp", "ip"));
        for (String name : names) {
            JsonNode then = recorded.get(name);
            JsonNode now = live.get(name);
            if (name.endsWith("_fsic")) {
                fsic(at + "." + name, then, now);
            } else if (name.endsWith("timestamp")) {
                matches(at + "." + name, now.stringValue().matches(TIME), now);
            } else if (VARYING.contains(name)
                    || COUNTERS.contains(name)
                    // Replicas in memory do not know references.
                    || name.equals("_self_ref_fk")
                    || (nonce && name.equals("id"))
                    || (certificate && Set.of("id", "serialized", "salt").contains(name))) {
                matches(at + "." + name, then.getNodeType() == now.getNodeType(), now);
            } else if (name.equals("version") && !then.stringValue().equals("0.8.2")) {
                // This library always says 0.8.2.
                matches(at + ".version", now.stringValue().equals("0.8.2"), now);
            } else if (name.equals("serialized")) {
                compare(
                        at + ".serialized",
                        Exchange.MAPPER.readTree(then.stringValue()),
                        Exchange.MAPPER.readTree(now.stringValue()));
            } else if (name.equals("capabilities")) {
                compareSets(at, then, now);
            } else {
                compare(at + "." + name, then, now);
            }
        }
        if (nonce) {
            matches(at + ".id", Ids.isId(live.get("id").stringValue()), live);
        }
    }

    private void compareSets(String at, JsonNode then, JsonNode now) {
        Set<String> names = new TreeSet<>();
        then.forEach(name -> names.add(name.stringValue()));
        names.remove("SELF_REF_ORDER");
        Set<String> given = new TreeSet<>();
        now.forEach(name -> given.add(name.stringValue()));
        matches(at + ".capabilities", names.equals(given), now);
    }

    /** Compares format, partitions and instances. Counters depend on how often either side has serialized. */
    private void fsic(String at, JsonNode then, JsonNode now) {
        Set<String> expected = places(Exchange.MAPPER.readTree(then.stringValue()), "");
        Set<String> given = places(Exchange.MAPPER.readTree(now.stringValue()), "");
        given.removeIf(place -> !expected.contains(place) && place.contains("/" + own));
        given.removeIf(place -> !expected.contains(place) && place.startsWith("/sub/") && place.endsWith("/"));
        matches(at, given.equals(expected), now);
    }

    private static Set<String> places(JsonNode node, String path) {
        Set<String> places = new TreeSet<>();
        node.forEachEntry((name, value) -> {
            String place = path + "/" + name;
            places.add(value.isObject() ? place + "/" : place);
            if (value.isObject()) {
                places.addAll(places(value, place));
            }
        });
        return places;
    }

    private void matches(String at, boolean matches, JsonNode live) {
        if (!matches) {
            differences.add(at + ": " + live);
        }
    }

    private void differ(String at, JsonNode recorded, JsonNode live) {
        differences.add(at + ": " + live + " instead of " + recorded);
    }
}
