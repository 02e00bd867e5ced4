package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.replica.HeldBackKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of the application as the content of a record.
 *
 * @param key the key of the row, as text
 * @param id the id of its record; empty until it is placed
 * @param selfReference the id of the record of the same model it refers to; empty if there is none
 * @param unknown references to rows that have no record, as attributes with keys
 */
public record RecordContent(
        String key,
        String id,
        String sourceId,
        String partition,
        String selfReference,
        ObjectNode members,
        List<Unknown> unknown) {
    /** A reference to a row that has no record. */
    public record Unknown(String attribute, Class<?> target, Object key) {}

    /** Finds the ids of the records of referenced rows. */
    @FunctionalInterface
    public interface ReferenceIds {
        /** Returns the ids by key, as far as there are any. */
        Map<Object, String> of(Class<?> target, Collection<?> keys);
    }

    /** Keeps the digits of numbers as they are, because members that are unknown here are passed on unchanged. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int FIRST_MEMBER = 1;

    /** The members that identify the record. */
    private static final String ID = "id";

    private static final String SOURCE_ID = "_morango_source_id";
    private static final String PARTITION = "_morango_partition";
    private static final List<String> OWN = List.of(ID, SOURCE_ID, PARTITION);

    /**
     * Reads rows as plain values: makes no entities and loads nothing that they refer to. Each collection takes one
     * more query for all rows. The contents are not {@link #placed} yet. Leaves out rows of subclasses.
     */
    public static List<RecordContent> select(
            StatelessSession session, SyncableModel model, Collection<?> keys, ReferenceIds references) {
        String selection = model.members().stream()
                .map(m -> ", " + m.selection().select("e"))
                .collect(Collectors.joining());
        Selection key = model.key().selection();
        List<Object[]> rows = IdList.select(
                session,
                "select " + key.select("e") + selection + " from " + model.entityName() + " e where " + model.ownRows()
                        + " and " + key.compared("e"),
                Object[].class,
                keys);
        Map<CollectionMember, Map<Object, Elements>> collections = new LinkedHashMap<>();
        model.collections()
                .forEach(c -> collections.put(c, new CollectionRows(session, model, c).read(keys, references)));
        Map<Member, Map<Object, ?>> targets = targets(session, model, rows, references);
        List<RecordContent> contents = new ArrayList<>(rows.size());
        for (Object[] row : rows) {
            RecordContent content = content(model, row, targets);
            collections.forEach(
                    (collection, elements) -> content.put(collection, Objects.requireNonNull(elements.get(row[0]))));
            contents.add(content);
        }
        return contents;
    }

    private void put(CollectionMember collection, Elements elements) {
        collection.names().forEach(name -> members.set(name, elements.json()));
        elements.byKey().values().forEach(element -> {
            if (element instanceof RowKey row) {
                unknown.add(
                        new Unknown(collection.attribute(), Objects.requireNonNull(collection.target()), row.key()));
            }
        });
    }

    /** Returns what stands for the rows to which references lead, by key: ids of records, or values. */
    private static Map<Member, Map<Object, ?>> targets(
            StatelessSession session, SyncableModel model, List<Object[]> rows, ReferenceIds references) {
        Map<Member, Map<Object, ?>> targets = new HashMap<>();
        for (int i = 0; i < model.members().size(); i++) {
            Member member = model.members().get(i);
            int at = FIRST_MEMBER + i;
            if (!member.isPlainValue()) {
                Set<Object> keys = rows.stream()
                        .map(row -> CompositeKey.orNull(row[at]))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
                targets.put(
                        member,
                        keys.isEmpty()
                                ? Map.of()
                                : member.match() == null
                                        ? references.of(Objects.requireNonNull(member.target()), keys)
                                        : member.match().values(session, keys));
            }
        }
        return targets;
    }

    private static RecordContent content(SyncableModel model, Object[] row, Map<Member, Map<Object, ?>> targets) {
        ObjectNode node = MAPPER.createObjectNode();
        if (model.hasRecordIds()) {
            node.put(ID, (String) row[0]);
        }
        List<Unknown> unknown = new ArrayList<>();
        String selfReference = "";
        Member self = model.selfReference().orElse(null);
        for (int i = 0; i < model.members().size(); i++) {
            Member member = model.members().get(i);
            Object selected = CompositeKey.orNull(row[FIRST_MEMBER + i]);
            Object value = selected;
            if (!member.isPlainValue() && selected != null) {
                value = Objects.requireNonNull(targets.get(member)).get(selected);
                if (value == null && member.target() != null) {
                    unknown.add(new Unknown(member.attribute(), member.target(), selected));
                } else if (value == null && !member.nullable()) {
                    throw unmatched(member, selected);
                }
            }
            JsonNode json = json(member, value);
            member.names().forEach(name -> node.set(name, json));
            if (value != null && member == self) {
                selfReference = (String) value;
            }
        }
        return new RecordContent(KeyCodec.text(row[0]), "", "", "", selfReference, node, unknown);
    }

    /** Returns the content with its source id and partition, which are not in the row. */
    public RecordContent placed(String itsId, String itsSourceId, String itsPartition) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put(ID, itsId);
        node.put(SOURCE_ID, itsSourceId);
        node.put(PARTITION, itsPartition);
        members.forEachEntry((name, value) -> {
            if (!OWN.contains(name)) {
                node.set(name, value);
            }
        });
        return new RecordContent(key, itsId, itsSourceId, itsPartition, selfReference, node, unknown);
    }

    /**
     * Returns the values of the natural identity, as a JSON array: the source id of the record. Returns null if one of
     * them is null.
     */
    public static @Nullable String natural(SyncableModel model, ObjectNode members) {
        ArrayNode values = MAPPER.createArrayNode();
        for (Member member : model.natural()) {
            JsonNode node = member.find(members, null);
            if (node == null || node.isNull()) {
                return null;
            }
            values.add(member.normal(member.fromJson(node)));
        }
        return MAPPER.writeValueAsString(values);
    }

    private RecordContent with(String newSelfReference, ObjectNode content) {
        return new RecordContent(key, id, sourceId, partition, newSelfReference, content, unknown);
    }

    private static UnfitException unmatched(Member member, Object key) {
        Match match = Objects.requireNonNull(member.match());
        return new UnfitException(
                HeldBackKind.UNFIT,
                member.attribute(),
                "Attribute " + member.attribute() + " refers to "
                        + match.target().getSimpleName() + " " + key + ", which has no " + match.attribute()
                        + " by which peers could find it. Give it one, and rescan the rows that refer to it.");
    }

    private static JsonNode json(Member member, @Nullable Object value) {
        try {
            return member.toJson(value);
        } catch (RuntimeException e) {
            throw new UnfitException(
                    HeldBackKind.UNFIT,
                    member.attribute(),
                    "Attribute " + member.attribute() + " cannot be written as JSON: " + Database.reason(e)
                            + ". Mend the value.");
        }
    }

    /**
     * Returns the content as JSON: the stored content with the values that have changed. An unchanged value keeps the
     * form in which it came, and members that this application does not know stay. Returns the stored content itself if
     * nothing has changed.
     */
    public String mergedInto(String stored, SyncableModel model) {
        if (!(parse(stored) instanceof ObjectNode before)) {
            return MAPPER.writeValueAsString(members);
        }
        ObjectNode content = before.deepCopy();
        OWN.forEach(name -> put(content, name, Object::equals));
        model.members().forEach(m -> m.names().forEach(name -> put(content, name, m::isSame)));
        model.collections().forEach(c -> c.names().forEach(name -> put(content, name, c::isSame)));
        return content.equals(before) ? stored : MAPPER.writeValueAsString(content);
    }

    /** Returns the content with the values of an earlier one where they are the same or were left out. */
    public RecordContent inFormOf(String earlier, SyncableModel model) {
        ObjectNode content = members.deepCopy();
        ObjectNode before = members(earlier);
        model.members().forEach(m -> m.names().forEach(name -> keep(content, before, name, m::isSame)));
        model.collections().forEach(c -> c.names().forEach(name -> keep(content, before, name, c::isSame)));
        return with(selfReference, content);
    }

    /** Returns the content with some members as they are in another one. */
    public RecordContent withMembersOf(String other, Collection<Member> taken) {
        ObjectNode content = members.deepCopy();
        ObjectNode from = members(other);
        taken.forEach(member -> member.names().forEach(name -> {
            if (from.has(name)) {
                content.set(name, from.get(name));
            }
        }));
        return with(selfReference, content);
    }

    /**
     * Returns the content with the references of an earlier one, where those lead to the same records by now.
     *
     * @param successors the records that continue those that have moved, by the ids of these
     */
    public RecordContent withReferencesOf(String earlier, SyncableModel model, Map<String, String> successors) {
        ObjectNode content = members.deepCopy();
        ObjectNode before = members(earlier);
        model.references()
                .forEach(m -> m.names()
                        .forEach(name -> keep(
                                content,
                                before,
                                name,
                                (now, then) -> m.isSame(now, StatedReferences.followed(then, successors)))));
        model.links()
                .forEach(c -> c.names()
                        .forEach(name -> keep(
                                content,
                                before,
                                name,
                                (now, then) -> c.isSame(now, StatedReferences.followed(then, successors)))));
        String self = model.selfReference()
                .map(m -> content.path(m.name()))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .orElse(selfReference);
        return with(self, content);
    }

    private static void keep(
            ObjectNode content, ObjectNode before, String name, BiPredicate<JsonNode, @Nullable JsonNode> isSame) {
        JsonNode now = content.get(name);
        JsonNode then = before.get(name);
        if (then != null && (now == null || isSame.test(now, then))) {
            content.set(name, then);
        }
    }

    private void put(ObjectNode content, String name, BiPredicate<JsonNode, @Nullable JsonNode> isSame) {
        JsonNode now = members.get(name);
        if (now != null && !isSame.test(now, content.get(name))) {
            content.set(name, now);
        }
    }

    /**
     * Returns the written members whose values differ in the row, with the row's values: the database does not keep
     * them in full.
     *
     * @param before other members that differ in the row; null for none
     */
    public @Nullable String differingFrom(String written, @Nullable String before, SyncableModel model) {
        ObjectNode wanted = members(written);
        ObjectNode differing = before == null ? MAPPER.createObjectNode() : members(before);
        model.members().forEach(m -> differ(m.names(), wanted, differing, m::isSame));
        model.collections().forEach(c -> differ(c.names(), wanted, differing, c::isSame));
        return differing.isEmpty() ? null : MAPPER.writeValueAsString(differing);
    }

    private void differ(
            List<String> names, ObjectNode wanted, ObjectNode differing, BiPredicate<JsonNode, JsonNode> isSame) {
        JsonNode now = member(names.get(0));
        List<String> there = names.stream().filter(wanted::has).toList();
        if (!there.isEmpty() && there.stream().noneMatch(name -> isSame.test(now, wanted.get(name)))) {
            names.forEach(name -> differing.set(name, now));
        }
    }

    /**
     * Returns whether the stored content has the same values, whatever their form, of all members that the application
     * knows.
     *
     * @param adapted the members that an adapter has changed in the row; null if it has changed none
     * @param unsaid the values that the row may have of members that are not stored, by name
     */
    public boolean isIn(
            String stored, @Nullable String adapted, SyncableModel model, Map<String, List<JsonNode>> unsaid) {
        ObjectNode before = members(stored);
        if (adapted != null) {
            before.setAll(members(adapted));
        }
        return model.members().stream()
                        .allMatch(m -> isAny(m.names(), before, unsaid, node -> m.isSame(member(m.name()), node)))
                && model.collections().stream()
                        .allMatch(c -> isAny(c.names(), before, unsaid, node -> c.isSame(member(c.name()), node)));
    }

    /**
     * Returns whether the value stored under one of these names is the same or, if none is stored, a value that need
     * not be stored.
     */
    private static boolean isAny(
            List<String> names,
            ObjectNode before,
            Map<String, List<JsonNode>> unsaid,
            Predicate<@Nullable JsonNode> isSame) {
        List<String> there = names.stream().filter(before::has).toList();
        return there.isEmpty()
                ? isSame.test(null)
                        || unsaid.getOrDefault(names.get(0), List.of()).stream().anyMatch(isSame)
                : there.stream().map(before::get).anyMatch(isSame);
    }

    private JsonNode member(String name) {
        JsonNode node = members.get(name);
        return node == null ? NullNode.getInstance() : node;
    }

    /**
     * Returns the content with only the application's own changes. Leaves out members that an adapter has put into the
     * row and that are unchanged since, so that the store keeps its own values of them.
     */
    public RecordContent withoutAdapted(StoreRow stored, SyncableModel model) {
        if (stored.adapted == null) {
            return this;
        }
        ObjectNode adapted = members(stored.adapted);
        ObjectNode rest = members.deepCopy();
        model.members().stream()
                .filter(m -> adapted.has(m.name()) && m.isSame(member(m.name()), adapted.get(m.name())))
                .forEach(m -> rest.remove(m.names()));
        model.collections().stream()
                .filter(c -> adapted.has(c.name()) && c.isSame(member(c.name()), adapted.get(c.name())))
                .forEach(c -> rest.remove(c.names()));
        boolean isSelfKept =
                model.selfReference().filter(m -> !rest.has(m.name())).isPresent();
        return with(isSelfKept ? stored.selfReference() : selfReference, rest);
    }

    /**
     * Returns the members that an adapter has put into the row and that are unchanged since; null if there are none.
     */
    public @Nullable String stillAdapted(@Nullable String adapted) {
        if (adapted == null) {
            return null;
        }
        ObjectNode kept = members(adapted);
        kept.remove(kept.propertyNames().stream().filter(members::has).toList());
        return kept.isEmpty() ? null : MAPPER.writeValueAsString(kept);
    }

    /** Returns the members of a stored content; none, if it is not a JSON object. */
    public static ObjectNode members(String stored) {
        return parse(stored) instanceof ObjectNode object ? object : MAPPER.createObjectNode();
    }

    private static JsonNode parse(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JacksonException e) {
            // A peer may have sent anything. A text that is not JSON has no members to keep.
            return MAPPER.createObjectNode();
        }
    }
}
