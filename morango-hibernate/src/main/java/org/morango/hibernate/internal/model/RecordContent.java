package org.morango.hibernate.internal.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.store.IdList;
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
            collections.forEach((collection, elements) -> content.members()
                    .set(collection.name(), elements.get(content.id()).json()));
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
            node.set(member.name(), member.toJson(value));
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

    /** Whether what is stored has the same values, whatever their form, of all members that the application knows. */
    public boolean isIn(String stored, SyncableModel model) {
        JsonNode before = parse(stored);
        return model.members().stream().allMatch(member -> isSame(member, before.get(member.name())))
                && model.collections().stream().allMatch(c -> isSame(c, before.get(c.name())));
    }

    private boolean isSame(CollectionMember collection, @Nullable JsonNode stored) {
        JsonNode now = members.get(collection.name());
        if (now.equals(stored)) {
            return true;
        }
        try {
            // In the order and the form in which it is written here; one that is not stored is empty.
            return now.equals(collection
                    .fromJson(stored == null ? NullNode.getInstance() : stored)
                    .json());
        } catch (RuntimeException e) {
            return false;
        }
    }

    private boolean isSame(Member member, @Nullable JsonNode stored) {
        JsonNode now = members.get(member.name());
        if (stored == null || stored.isNull() || now.isNull()) {
            return now.isNull() && (stored == null || stored.isNull());
        }
        if (now.equals(stored)) {
            return true;
        }
        try {
            return isSame(member.fromJson(now), member.fromJson(stored));
        } catch (RuntimeException e) {
            // What cannot be read is not what the row holds.
            return false;
        }
    }

    /** Peers write the same number with more zeros, or the same time in another form. */
    private static boolean isSame(@Nullable Object now, @Nullable Object stored) {
        return now instanceof BigDecimal a && stored instanceof BigDecimal b
                ? a.compareTo(b) == 0
                : Objects.deepEquals(now, stored);
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
