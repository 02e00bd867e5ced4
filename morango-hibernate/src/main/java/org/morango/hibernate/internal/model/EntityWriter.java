package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.internal.protocol.WireText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Makes entities of records, so that Hibernate can write them. */
public final class EntityWriter {
    private static final int FIRST_MEMBER = 1;

    private final StatelessSession session;
    private final SharedSessionContractImplementor implementor;
    private final SyncableModel model;
    private final RowKeys keys;
    private final FixedColumns fixed;
    private final int digitsOfSecond;
    private final boolean keepsNul;

    /** The attributes whose columns the application defines itself. */
    private final List<String> definedByHand;

    /** The attributes that are assembled from several values. */
    private final List<EmbeddedAttributeMapping> embedded;

    /** A new entity, as the application makes it. */
    private @Nullable Object defaults;

    public EntityWriter(StatelessSession session, SyncableModel model, RowKeys keys) {
        this.session = session;
        this.keys = keys;
        this.implementor = (SharedSessionContractImplementor) session;
        this.model = model;
        this.fixed = new FixedColumns(model, keys);
        this.digitsOfSecond = Database.digitsOfSecond(implementor.getFactory());
        this.keepsNul = Database.keepsNul(implementor.getFactory());
        this.definedByHand = Stream.concat(
                        model.members().stream()
                                .filter(m -> ExactValues.isDefinedByHand(
                                        m.path().get(m.path().size() - 1)))
                                .map(Member::attribute),
                        model.collections().stream()
                                .filter(c -> ExactValues.isDefinedByHand(
                                        c.persister().getAttributeMapping()))
                                .map(CollectionMember::attribute))
                .toList();
        this.embedded = Stream.concat(model.members().stream(), model.locals().stream())
                .filter(m -> m.isEmbedded() && m.isAttribute())
                .map(m -> (EmbeddedAttributeMapping) m.path().get(0))
                .distinct()
                .toList();
    }

    /**
     * A row as it is in the application's table.
     *
     * @param values its values by attribute; references as ids of records
     */
    public record Existing(Object key, Map<String, @Nullable Object> values) {}

    /**
     * Returns the existing rows of these keys, by key. They stay locked until the transaction ends, so that the library
     * does not overwrite what the application commits meanwhile.
     */
    public Map<Object, Existing> lockExisting(Collection<?> wanted) {
        String selection = Stream.concat(model.members().stream(), model.locals().stream())
                .map(m -> ", " + m.selection().select("e"))
                .collect(Collectors.joining());
        Selection key = model.key().selection();
        boolean isLocked = RowLocks.areSeparate(model.persister())
                || model.references().stream().anyMatch(Member::isOfCollection);
        if (isLocked) {
            RowLocks.take(session, model.persister(), wanted);
        }
        Map<Object, Existing> rows = new HashMap<>();
        for (Object[] row : IdList.select(
                session,
                "select " + key.select("e") + selection + " from " + model.entityName() + " e where "
                        + key.compared("e"),
                Object[].class,
                wanted,
                query -> isLocked ? query : query.setHibernateLockMode(LockMode.PESSIMISTIC_WRITE))) {
            Map<String, @Nullable Object> values = new HashMap<>();
            int at = FIRST_MEMBER;
            for (Member member : model.members()) {
                values.put(member.attribute(), CompositeKey.orNull(row[at++]));
            }
            for (Member local : model.locals()) {
                values.put(local.attribute(), local.selected(row[at++]));
            }
            rows.put(row[0], new Existing(row[0], values));
        }
        model.references().forEach(reference -> identify(reference, rows.values()));
        model.matched().forEach(reference -> describe(reference, rows.values()));
        return rows;
    }

    /** Puts the rows with their values in place of the keys to which a matched reference leads. */
    private void describe(Member reference, Collection<Existing> rows) {
        Set<Object> keys = present(reference, rows.stream().map(Existing::values));
        Map<Object, Object> values = keys.isEmpty()
                ? Map.of()
                : Objects.requireNonNull(reference.match()).values(session, keys);
        for (Existing row : rows) {
            row.values()
                    .computeIfPresent(reference.attribute(), (attribute, key) -> new Match.Row(key, values.get(key)));
        }
    }

    private static Set<Object> present(Member member, Stream<Map<String, @Nullable Object>> rows) {
        return rows.map(values -> values.get(member.attribute()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * Finds the rows to which matched references of received contents lead. Puts them in place of the values, as far as
     * they are here.
     */
    public void match(Collection<Map<String, @Nullable Object>> contents) {
        for (Member reference : model.matched()) {
            Match match = Objects.requireNonNull(reference.match());
            Set<Object> wanted = present(reference, contents.stream());
            wanted.removeIf(Match.Row.class::isInstance);
            Map<JsonNode, Object> keys = wanted.isEmpty() ? Map.of() : match.keys(session, wanted);
            contents.forEach(values -> values.computeIfPresent(reference.attribute(), (attribute, value) -> {
                Object key = value instanceof Match.Row ? null : keys.get(reference.normal(value));
                return key == null ? value : new Match.Row(key, value);
            }));
        }
    }

    /** Puts the ids of records in place of the keys to which a reference refers. */
    private void identify(Member reference, Collection<Existing> rows) {
        Class<?> target = Objects.requireNonNull(reference.target());
        Set<Object> referenced = present(reference, rows.stream().map(Existing::values));
        if (referenced.isEmpty()) {
            return;
        }
        Map<Object, String> ids = keys.ids(target, referenced);
        for (Existing row : rows) {
            Object key = row.values().get(reference.attribute());
            if (key != null) {
                String id = ids.get(key);
                row.values().put(reference.attribute(), id == null ? new RowKey(key) : id);
            }
        }
    }

    /**
     * Returns the content as values by attribute, with those of the existing row where the content has none.
     *
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public Map<String, @Nullable Object> values(String serialized, @Nullable Existing existing) {
        JsonNode content;
        try {
            content = RecordContent.MAPPER.readTree(serialized);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the content is not JSON");
        }
        if (!content.isObject()) {
            throw new IllegalArgumentException("the content is not a JSON object");
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        if (existing != null) {
            values.putAll(existing.values());
        }
        for (Member member : model.members()) {
            JsonNode node = member.find(
                    content,
                    existing == null ? null : member.toJson(existing.values().get(member.attribute())));
            if (node != null) {
                Object value = value(member, node);
                if (existing != null && member.isKey()) {
                    checkKept(member, value, existing);
                }
                values.put(member.attribute(), value);
            } else if (existing == null && !member.nullable() && member.isInserted() && member.in(defaults()) == null) {
                throw new IllegalArgumentException("member " + member.name() + " is missing, but is required here");
            }
        }
        for (CollectionMember collection : model.collections()) {
            JsonNode node = collection.find(content);
            if (node != null) {
                values.put(collection.attribute(), elements(collection, node));
            } else if (existing == null) {
                values.put(collection.attribute(), byDefault(collection));
            }
        }
        return values;
    }

    private static void checkKept(Member part, @Nullable Object value, Existing existing) {
        if (!part.isSame(part.toJson(value), part.toJson(existing.values().get(part.attribute())))) {
            throw new IllegalArgumentException("member " + part.name()
                    + " is a part of the key and differs from that of" + " the row here, which cannot change");
        }
    }

    /**
     * Returns the values of an existing row with some members of the content in place of its own.
     *
     * @param added the names of these members
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public Map<String, @Nullable Object> values(String serialized, Existing existing, Set<String> added) {
        return values(RecordContent.members(serialized).retain(added).toString(), existing);
    }

    /**
     * Returns whether the row may differ from these values after they are written: not every database keeps each value
     * in full.
     */
    public boolean mayDiffer(Map<String, @Nullable Object> values) {
        return !model.members().stream().allMatch(m -> m.isExact(values.get(m.attribute()), digitsOfSecond))
                || definedByHand.stream().anyMatch(attribute -> values.get(attribute) != null)
                || !model.collections().stream()
                        .allMatch(c -> !(values.get(c.attribute()) instanceof CollectionMember.Elements elements)
                                || c.isExact(elements, digitsOfSecond));
    }

    /** Returns the value of a member in a row of these values; the entity's own default if there is none. */
    public @Nullable Object value(Member member, Map<String, @Nullable Object> values) {
        return values.containsKey(member.attribute()) ? values.get(member.attribute()) : byDefault(member);
    }

    private @Nullable Object byDefault(Member member) {
        Object value = member.in(defaults());
        return value == null || member.isPlainValue() ? value : idOf(member, value);
    }

    private static @Nullable Object idOf(Member reference, Object target) {
        if (target instanceof SyncableEntity) {
            return EntityAccess.get().id(target);
        }
        return reference.isPlainKey() ? reference.selected(target) : null;
    }

    private CollectionMember.Elements byDefault(CollectionMember collection) {
        return collection.ofEntity(model.persister().getValue(defaults(), collection.position()));
    }

    /**
     * Returns, by name and as JSON, the values that a row has of members that are missing in its record: the entity's
     * own defaults.
     */
    public Map<String, JsonNode> defaultMembers() {
        Map<String, JsonNode> members = new HashMap<>();
        model.members().forEach(m -> members.put(m.name(), m.toJson(byDefault(m))));
        model.collections().forEach(c -> members.put(c.name(), byDefault(c).json()));
        return members;
    }

    private Object defaults() {
        if (defaults == null) {
            defaults = model.persister().instantiate(null, implementor);
        }
        return defaults;
    }

    /**
     * Refuses the character NUL if the database does not keep it. Even a query with it would fail, so it is found here.
     */
    private void checkNul(String name, JsonNode node) {
        if (!keepsNul && hasNul(node)) {
            throw new IllegalArgumentException(
                    "member " + name + " holds the character NUL, which this database does not keep");
        }
    }

    private static boolean hasNul(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().indexOf('\0') >= 0;
        }
        return node.isContainer()
                && (node.propertyNames().stream().anyMatch(name -> name.indexOf('\0') >= 0)
                        || node.valueStream().anyMatch(EntityWriter::hasNul));
    }

    private Object elements(CollectionMember collection, JsonNode node) {
        checkNul(collection.name(), node);
        try {
            return collection.fromJson(node);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("member " + collection.name() + " does not fit attribute "
                    + collection.attribute() + ": " + e.getMessage());
        }
    }

    private @Nullable Object value(Member member, JsonNode node) {
        checkNul(member.name(), node);
        if (node.isString() && !WireText.isWellFormed(node.stringValue())) {
            throw new IllegalArgumentException(
                    "member " + member.name() + " holds half a character, which databases do not keep as it is");
        }
        Object value;
        try {
            value = member.fromJson(node);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("member " + member.name() + " does not fit attribute "
                    + member.attribute() + ": " + e.getMessage());
        }
        if (value == null && !member.nullable()) {
            throw new IllegalArgumentException("member " + member.name() + " is null, but is required here");
        }
        if (value != null && member.isTooLong(value)) {
            throw new IllegalArgumentException("member " + member.name() + " is longer than the " + member.maxLength()
                    + " characters of attribute " + member.attribute());
        }
        return value;
    }

    /**
     * Returns an entity with these values. Attributes without one keep the entity's own default.
     *
     * @param key the key of its row; null for a new row that is given one when it is inserted
     */
    public Object entity(StoreRow row, @Nullable Object key, Map<String, @Nullable Object> values) {
        return entity(
                row,
                key,
                values,
                (target, reference) -> StandIns.of(target, keys.known(target, reference), implementor));
    }

    /**
     * Returns an entity with these values, with the entities that it refers to, by class and id of the record, in place
     * of stand-ins.
     */
    public Object entity(
            StoreRow row,
            @Nullable Object key,
            Map<String, @Nullable Object> values,
            BiFunction<Class<?>, Object, @Nullable Object> targets) {
        return entity(key, row.sourceId, row.partition, values, targets, keys::key);
    }

    /**
     * Returns an entity that is in no table.
     *
     * @param key the key of the row of its record; null if it has none
     * @param targets the entities to which it refers, by class and id of the record; null for those that are not here
     * @param plainKeys their keys
     */
    Object detached(
            @Nullable Object key,
            String sourceId,
            String partition,
            Map<String, @Nullable Object> values,
            BiFunction<Class<?>, Object, @Nullable Object> targets,
            BiFunction<Class<?>, Object, @Nullable Object> plainKeys) {
        return entity(key, sourceId, partition, values, targets, plainKeys);
    }

    private Object entity(
            @Nullable Object key,
            String sourceId,
            String partition,
            Map<String, @Nullable Object> values,
            BiFunction<Class<?>, Object, @Nullable Object> targets,
            BiFunction<Class<?>, Object, @Nullable Object> plainKeys) {
        EntityPersister persister = model.persister();
        Object id = key == null ? null : model.key().id(key, implementor);
        Object entity = persister.instantiate(id, implementor);
        if (model.hasRecordIds()) {
            EntityAccess.get().place(entity, sourceId, partition);
        }
        Map<String, @Nullable Object> parts = new HashMap<>();
        place(entity, model.members(), values, parts, targets, plainKeys);
        place(entity, model.locals(), values, parts, targets, plainKeys);
        embedded.forEach(e -> persister.setValue(
                entity,
                e.getStateArrayPosition(),
                Embeddables.assemble(e.getEmbeddableTypeDescriptor(), e.getAttributeName() + ".", parts)));
        model.collections().forEach(c -> untouched(entity, id, c.persister().getAttributeMapping()));
        model.localCollections().forEach(c -> untouched(entity, id, c));
        return entity;
    }

    private void place(
            Object entity,
            List<Member> members,
            Map<String, @Nullable Object> values,
            Map<String, @Nullable Object> parts,
            BiFunction<Class<?>, Object, @Nullable Object> targets,
            BiFunction<Class<?>, Object, @Nullable Object> plainKeys) {
        for (Member member : members) {
            boolean isGiven = values.containsKey(member.attribute());
            Object value = values.get(member.attribute());
            if (!member.isAttribute()) {
                // It is set with the key.
                continue;
            }
            Object settable = member.match() != null
                    ? matched(member, value)
                    : value == null || member.target() == null
                            ? value
                            : (member.isPlainKey() ? plainKeys : targets).apply(member.target(), value);
            if (member.isEmbedded()) {
                parts.put(member.attribute(), isGiven ? settable : member.in(defaults()));
            } else if (isGiven) {
                model.persister().setValue(entity, member.position(), settable);
            }
        }
    }

    /**
     * Returns the keys, in Hibernate's form, of the rows of whose collections a new row is an element, as far as it is
     * inserted with them, by position in the entity's state.
     */
    public Map<Integer, @Nullable Object> backReferences(Map<String, @Nullable Object> values) {
        return fixed.backReferences(values, implementor);
    }

    /** Returns what an entity holds for a matched reference; null if the row is not known. */
    private @Nullable Object matched(Member member, @Nullable Object value) {
        return value instanceof Match.Row row ? member.settable(row, implementor) : null;
    }

    private void untouched(Object entity, @Nullable Object id, PluralAttributeMapping plural) {
        model.persister()
                .setValue(entity, plural.getStateArrayPosition(), CollectionRows.untouched(plural, id, implementor));
    }

    /**
     * Writes the columns that Hibernate leaves out of rows that were just inserted or updated.
     *
     * @param written the values of the rows by key
     * @param existing the rows that were there before, by key
     */
    public void writeFixed(
            StatelessSession own, Map<Object, Map<String, @Nullable Object>> written, Map<Object, Existing> existing) {
        Map<Object, Map<String, @Nullable Object>> before = new HashMap<>();
        existing.forEach((key, row) -> before.put(key, row.values()));
        fixed.write(own, written, before);
    }

    /** Writes one value into existing rows, by key. Changes nothing else of them, not even their versions. */
    public void writeMember(StatelessSession own, Member member, Map<Object, ? extends @Nullable Object> values) {
        fixed.write(own, member, values);
    }

    /**
     * Writes the collections of existing rows, each collection for all rows at once.
     *
     * @param written the values of the rows by key
     * @param existing the keys of rows that were there before
     */
    public void writeCollections(
            StatelessSession own, Map<Object, Map<String, @Nullable Object>> written, Set<Object> existing) {
        for (CollectionMember collection : model.collections()) {
            Map<Object, CollectionMember.Elements> wanted = new LinkedHashMap<>();
            written.forEach((key, values) -> {
                if (values.get(collection.attribute()) instanceof CollectionMember.Elements elements) {
                    wanted.put(key, elements);
                }
            });
            Set<Object> before = new HashSet<>(existing);
            before.retainAll(wanted.keySet());
            new CollectionRows(own, model, collection).write(wanted, before, keys);
        }
    }
}
