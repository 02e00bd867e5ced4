package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The names of one member in JSON. */
final class Names {
    private Names() {}

    static List<String> all(String name, List<String> aliases) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(aliases);
        return all;
    }

    /**
     * The member's JSON. Peers that know all its names write them equal, so that a difference was made by one that knows
     * some of them: by an older one, if not by one that has dropped the aliases, which then still are as the row is.
     *
     * @param isPresent whether that is what the row has
     */
    static @Nullable JsonNode find(JsonNode content, String name, List<String> aliases, Predicate<JsonNode> isPresent) {
        JsonNode own = content.get(name);
        if (aliases.isEmpty()) {
            return own;
        }
        List<JsonNode> found = new ArrayList<>();
        for (String alias : aliases) {
            JsonNode node = content.get(alias);
            if (node != null) {
                found.add(node);
            }
        }
        if (own != null) {
            found.add(own);
        }
        return found.stream()
                .filter(node -> !isPresent.test(node))
                .findFirst()
                .orElse(found.isEmpty() ? null : found.get(0));
    }
}
