package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of the application as a record's content.
 *
 * @param selfReference the id of the record of the same model it refers to; empty if there is none
 */
public record RecordContent(String id, String sourceId, String partition, String selfReference, ObjectNode members) {
    /** Keeps the digits of numbers as they are: members unknown here are sent on unchanged. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int FIRST_MEMBER = 3;

    /**
     * Reads rows as plain values: no entity is made, nothing they refer to is loaded. Each collection takes one query more
     * for all of them.
     */
    public static List<RecordContent> select(StatelessSession session, SyncableModel model, List<String> ids) {
        String selection =
                model.members().stream().map(m -> ", e." + m.selection()).collect(Collectors.joining());
        List<RecordContent> contents = new ArrayList<>(ids.size());
        Map<CollectionMember, Map<String, Elements>> collections = collections(session, model, ids);
        for (Object[] row : IdList.select(
                session,
                "select e.id, e.morangoSourceId, e.morangoPartition" + selection + " from " + model.entityName()
                        + " e where e.id",
                Object[].class,
                ids)) {
            RecordContent content = content(model, row);
            collections.forEach((collection, elements) -> collection
                    .names()
                    .forEach(name -> content.members()
                            .set(name, elements.get(content.id()).json())));
            contents.add(content);
        }
        return contents;
    }

    private static Map<CollectionMember, Map<String, Elements>> collections(
            StatelessSession session, SyncableModel model, List<String> ids) {
        Map<CollectionMember, Map<String, Elements>> read = new LinkedHashMap<>();
        model.collections().forEach(c -> read.put(c, new CollectionRows(session, model, c).read(ids)));
        return read;
    }

    private static RecordContent content(SyncableModel model, Object[] row) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", (String) row[0]);
        node.put("_morango_source_id", (String) row[1]);
        node.put("_morango_partition", (String) row[2]);
        String selfReference = "";
        Member self = model.selfReference().orElse(null);
        for (int i = 0; i < model.members().size(); i++) {
            Member member = model.members().get(i);
            Object value = row[FIRST_MEMBER + i];
            member.names().forEach(name -> node.set(name, member.toJson(value)));
            if (value != null && member == self) {
                selfReference = (String) value;
            }
        }
        return new RecordContent((String) row[0], (String) row[1], (String) row[2], selfReference, node);
    }

    /** The content as JSON, with those members of what was stored before that this application does not know. */
    public String mergedInto(String stored) {
        if (stored.isEmpty()) {
            return MAPPER.writeValueAsString(members);
        }
        JsonNode before = parse(stored);
        if (!before.isObject()) {
            return MAPPER.writeValueAsString(members);
        }
        return MAPPER.writeValueAsString(((ObjectNode) before).setAll(members));
    }

    /**
     * Whether what is stored has the same values, whatever their form, of all members that the application knows.
     *
     * @param adapted what an adapter has put into the row instead; null if it has changed nothing
     */
    public boolean isIn(String stored, @Nullable String adapted, SyncableModel model) {
        ObjectNode before = members(stored);
        if (adapted != null) {
            before.setAll(members(adapted));
        }
        return model.members().stream()
                        .allMatch(m -> isAny(m.names(), before, node -> m.isSame(member(m.name()), node)))
                && model.collections().stream()
                        .allMatch(c -> isAny(c.names(), before, node -> c.isSame(member(c.name()), node)));
    }

    /** Whether what is stored under one of these names is the same, or what is not stored at all. */
    private static boolean isAny(List<String> names, ObjectNode before, Predicate<@Nullable JsonNode> isSame) {
        List<String> there = names.stream().filter(before::has).toList();
        return there.isEmpty()
                ? isSame.test(null)
                : there.stream().map(before::get).anyMatch(isSame);
    }

    private JsonNode member(String name) {
        JsonNode node = members.get(name);
        return node == null ? NullNode.getInstance() : node;
    }

    /**
     * What the application has really changed: without what an adapter has put into the row and what still is so, in whose
     * place the store keeps what it has.
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
        return new RecordContent(id, sourceId, partition, isSelfKept ? stored.selfReference : selfReference, rest);
    }

    /** Of what an adapter has put into a row, that which still is so; null if nothing is. */
    public @Nullable String stillAdapted(@Nullable String adapted) {
        if (adapted == null) {
            return null;
        }
        ObjectNode kept = members(adapted);
        kept.remove(kept.propertyNames().stream().filter(members::has).toList());
        return kept.isEmpty() ? null : MAPPER.writeValueAsString(kept);
    }

    /** The members of what is stored; none, if that is no JSON object. */
    public static ObjectNode members(String stored) {
        return parse(stored) instanceof ObjectNode object ? object : MAPPER.createObjectNode();
    }

    private static JsonNode parse(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JacksonException e) {
            // A peer may have sent anything; what is no JSON has no members to keep.
            return MAPPER.createObjectNode();
        }
    }
}
