package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notes about a model between two starts: for each name of its members the column or table, and the initial value. */
final class KnownMembers {
    private static final String PLACE = "place";
    private static final String INITIAL = "initial";

    private final Map<String, ObjectNode> byName = new TreeMap<>();

    private KnownMembers() {}

    /** Returns the members of the application's current model. */
    static KnownMembers of(SyncableModel model) {
        KnownMembers known = new KnownMembers();
        model.members().forEach(m -> known.put(m.names(), m.columnName()));
        model.collections().forEach(c -> known.put(c.names(), c.tableName()));
        return known;
    }

    /** Reads the noted form. */
    static KnownMembers parse(String noted) {
        KnownMembers known = new KnownMembers();
        ObjectNode members = RecordContent.members(noted);
        members.propertyNames().forEach(name -> {
            if (members.get(name) instanceof ObjectNode member) {
                known.byName.put(name, member);
            }
        });
        return known;
    }

    private void put(List<String> names, String place) {
        names.forEach(
                name -> byName.put(name, JsonNodeFactory.instance.objectNode().put(PLACE, place)));
    }

    /** Returns whether members have the same names and are in the same columns or tables. */
    boolean isLike(KnownMembers other) {
        return places().equals(other.places());
    }

    private Map<String, String> places() {
        Map<String, String> places = new TreeMap<>();
        byName.forEach((name, member) -> places.put(name, member.path(PLACE).stringValue("")));
        return places;
    }

    /** Returns the columns or tables of a member under any of its names; none, if it was not known. */
    Set<String> places(List<String> names) {
        Set<String> places = new LinkedHashSet<>(names);
        places.retainAll(byName.keySet());
        return new LinkedHashSet<>(places.stream().map(places()::get).toList());
    }

    /** Notes the value that all rows had in a new column. */
    void begin(List<String> names, JsonNode value) {
        names.forEach(name -> Objects.requireNonNull(byName.get(name)).set(INITIAL, value));
    }

    /** Takes over the notes of members that have not moved. */
    void keep(KnownMembers before) {
        byName.forEach((name, member) -> {
            JsonNode initial = before.initial(name);
            if (initial != null
                    && Objects.requireNonNull(places().get(name))
                            .equals(before.places().get(name))) {
                member.set(INITIAL, initial);
            }
        });
    }

    private @Nullable JsonNode initial(String name) {
        ObjectNode member = byName.get(name);
        return member == null ? null : member.get(INITIAL);
    }

    /**
     * Returns the values, beside the entity's default, that a row may have of a member that is missing in its record.
     */
    List<JsonNode> initial(List<String> names) {
        List<JsonNode> values = new ArrayList<>();
        for (String name : names) {
            JsonNode initial = initial(name);
            if (initial != null) {
                values.add(initial);
            }
        }
        return values;
    }

    /** Returns the values that rows may have of members that are missing in their records, by name. */
    Map<String, List<JsonNode>> initial(SyncableModel model) {
        Map<String, List<JsonNode>> values = new TreeMap<>();
        model.members().stream().map(Member::names).forEach(names -> values.put(names.get(0), initial(names)));
        model.collections().stream()
                .map(CollectionMember::names)
                .forEach(names -> values.put(names.get(0), initial(names)));
        return values;
    }

    String text() {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        byName.forEach(members::set);
        return members.toString();
    }
}
