package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Lookup of a member by its names in JSON. */
final class Names {
    private Names() {}

    static List<String> all(String name, List<String> aliases) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(aliases);
        return all;
    }

    /**
     * Returns the member's JSON. Peers that know all its names write the same value under each. A difference therefore
     * comes from a peer that knows only some of them: an older one or, if the aliases still are as in the row, one that
     * has dropped the aliases.
     *
     * @param isPresent whether a value is that of the row
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
