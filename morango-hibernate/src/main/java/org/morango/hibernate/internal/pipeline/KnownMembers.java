package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

/** What is noted of a model between two starts: for each name of its members where it was kept, and with what it began. */
final class KnownMembers {
    private static final String PLACE = "place";
    private static final String INITIAL = "initial";

    private final Map<String, ObjectNode> byName = new TreeMap<>();

    private KnownMembers() {}

    /** As the application has the model now. */
    static KnownMembers of(SyncableModel model) {
        KnownMembers known = new KnownMembers();
        model.members().forEach(m -> known.put(m.names(), m.columnName()));
        model.collections().forEach(c -> known.put(c.names(), c.tableName()));
        return known;
    }

    /** As it was noted. */
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

    /** Whether members have the same names and are kept in the same places. */
    boolean isLike(KnownMembers other) {
        return places().equals(other.places());
    }

    private Map<String, String> places() {
        Map<String, String> places = new TreeMap<>();
        byName.forEach((name, member) -> places.put(name, member.path(PLACE).stringValue("")));
        return places;
    }

    /** The columns or tables in which a member was kept under any of its names; none, if it was not known. */
    Set<String> places(List<String> names) {
        Set<String> places = new LinkedHashSet<>(names);
        places.retainAll(byName.keySet());
        return new LinkedHashSet<>(places.stream().map(places()::get).toList());
    }

    /** Notes what all rows had in a column that was new. */
    void begin(List<String> names, JsonNode value) {
        names.forEach(name -> byName.get(name).set(INITIAL, value));
    }

    /** Takes over what is noted of members that are where they were. */
    void keep(KnownMembers before) {
        byName.forEach((name, member) -> {
            JsonNode initial = before.initial(name);
            if (initial != null && places().get(name).equals(before.places().get(name))) {
                member.set(INITIAL, initial);
            }
        });
    }

    private @Nullable JsonNode initial(String name) {
        ObjectNode member = byName.get(name);
        return member == null ? null : member.get(INITIAL);
    }

    /** What a row may have of a member that its record says nothing about, beside the entity's default. */
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

    /** What rows may have of members that their records say nothing about, by name. */
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
