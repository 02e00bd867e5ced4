package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Key of several columns. Queries make it, so it is public and takes a list of any values.
 *
 * @param parts the values of the columns, in the order of the entity's key
 */
public record CompositeKey(List<Object> parts) implements Comparable<CompositeKey> {
    private static final JsonMapper MAPPER = new JsonMapper();

    public CompositeKey {
        // A reference that is null has parts that are null.
        parts = Collections.unmodifiableList(new ArrayList<>(parts));
    }

    /** Returns a selected value; null for a key without parts, which is that of a reference to nothing. */
    public static @Nullable Object orNull(@Nullable Object selected) {
        return selected instanceof CompositeKey key && key.parts.contains(null) ? null : selected;
    }

    /** Returns the text of a key or of a part of one. */
    public static String text(Object key) {
        return key instanceof Enum<?> constant ? constant.name() : key.toString();
    }

    /** Returns the texts of the parts of a key; null if the text is something else. */
    public static @Nullable List<String> parse(String text) {
        JsonNode list;
        try {
            list = MAPPER.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
        return texts(list);
    }

    /** Returns the text of a key from the texts of its parts in JSON; null if these are something else. */
    static @Nullable String canonical(JsonNode list) {
        List<String> parts = texts(list);
        return parts == null ? null : new CompositeKey(List.copyOf(parts)).toString();
    }

    private static @Nullable List<String> texts(JsonNode list) {
        List<String> parts = new ArrayList<>();
        for (JsonNode part : list.values()) {
            if (!part.isString()) {
                return null;
            }
            parts.add(part.stringValue());
        }
        return list.isArray() ? parts : null;
    }

    /** Compares the parts one after the other. */
    @Override
    @SuppressWarnings("unchecked")
    public int compareTo(CompositeKey other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            int compared = ((Comparable<Object>) parts.get(i)).compareTo(other.parts.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    /** Returns the canonical text: a JSON array of the texts of the parts. */
    @Override
    public String toString() {
        return MAPPER.writeValueAsString(parts.stream().map(CompositeKey::text).toList());
    }
}
