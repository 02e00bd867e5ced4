package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.CollectionRows;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts members from the store into rows that have new columns for them. A value that cannot be written yet is noted as
 * a difference between row and record, so that an edit of another attribute does not send it. Such a record becomes
 * pending.
 */
final class MemberFilling {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Set<String> added;
    private final Map<String, JsonNode> defaults;
    private final Map<String, List<JsonNode>> initial;
    private final RowKeys keys;
    private final EntityWriter entities;
    private final Map<String, String> attributes = new HashMap<>();

    MemberFilling(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            Set<String> added,
            KnownMembers known) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.added = added;
        this.keys = new RowKeys(session, models);
        this.entities = new EntityWriter(session, model, keys);
        this.defaults = entities.defaultMembers();
        this.initial = known.initial(model);
        model.members().forEach(m -> attributes.put(m.name(), m.attribute()));
        model.collections().forEach(c -> attributes.put(c.name(), c.attribute()));
    }

    /** A record with a row from before the new columns. */
    private final class Item {
        private final StoreRow row;
        private final EntityWriter.Existing existing;

        /** The new members of its record. */
        private final ObjectNode content;

        /** The row's current values of the new members. */
        private final ObjectNode present = RecordContent.members("{}");

        /** The values of the new members, as far as they fit. */
        private final Map<String, @Nullable Object> values = new HashMap<>();

        private final ObjectNode left = RecordContent.members("{}");
        private @Nullable String reason;

        Item(StoreRow row, EntityWriter.Existing existing) {
            this.row = row;
            this.existing = existing;
            this.content = RecordContent.members(row.serialized()).retain(added);
        }

        /** Makes the row keep its own value of a member. */
        void leave(List<String> names, @Nullable String why) {
            if (names.stream().anyMatch(content::has)) {
                content.remove(names);
                names.forEach(name -> left.set(name, present.get(names.get(0))));
                reason = reason == null ? why : reason;
            }
        }

        /** Returns the record with those of the new members that can be written. */
        StoreRow writable() {
            StoreRow other = StoreRecords.row(StoreRecords.read(row), row);
            other.serialized(content.toString());
            other.adapted = row.adapted;
            return other;
        }
    }

    /**
     * Fills a page.
     *
     * @param isAdapted whether the application adapts the records; that is left to the next sync, which knows its
     *     filter
     */
    void fill(List<StoreRow> page, boolean isAdapted) {
        // A row that cannot be read is held back until its value is corrected.
        Map<String, Object> wanted = PageKeys.linked(model, page);
        Map<Object, EntityWriter.Existing> existing =
                new SafeReads(session, model, (key, reason) -> {}).lockExisting(entities, List.copyOf(wanted.values()));
        Map<String, Item> items = new LinkedHashMap<>();
        for (StoreRow row : page) {
            Object key = wanted.get(row.id);
            EntityWriter.Existing before = key == null ? null : existing.get(key);
            if (before != null) {
                items.put(row.id, new Item(row, before));
            }
        }
        look(items);
        NotedRows noted = new Outbox(session)
                .changesOf(
                        model.profile(),
                        models.related(model),
                        existing.keySet().stream().map(KeyCodec::text).toList());
        for (Item item : items.values()) {
            if (noted.isChanged(KeyCodec.text(item.existing.key()))) {
                names().forEach(names -> keepWhatWasSet(item, names));
            } else if (isAdapted) {
                names().forEach(names -> item.leave(names, null));
            }
            read(item);
        }
        leaveWhatIsNotThere(items.values());
        write(items);
    }

    private Stream<List<String>> names() {
        return Stream.concat(
                        model.members().stream().map(Member::names),
                        model.collections().stream().map(CollectionMember::names))
                .filter(names -> names.stream().anyMatch(added::contains));
    }

    private void look(Map<String, Item> items) {
        for (Member member : model.members()) {
            items.values()
                    .forEach(item -> item.present.set(
                            member.name(), member.toJson(item.existing.values().get(member.attribute()))));
        }
        for (CollectionMember collection : model.collections()) {
            if (collection.names().stream().anyMatch(added::contains)) {
                Map<Object, Elements> elements = new CollectionRows(session, model, collection)
                        .read(
                                items.values().stream()
                                        .map(item -> item.existing.key())
                                        .toList(),
                                keys::ids);
                items.values()
                        .forEach(item -> item.present.set(
                                collection.name(),
                                Objects.requireNonNull(elements.get(item.existing.key()))
                                        .json()));
            }
        }
    }

    /** Keeps the values of a row that the application has changed: the next sync sends them. */
    private void keepWhatWasSet(Item item, List<String> names) {
        JsonNode present = item.present.get(names.get(0));
        boolean isUnset = present.isNull()
                || present.equals(defaults.get(names.get(0)))
                || (present.isArray() || present.isObject()) && present.isEmpty()
                || Objects.requireNonNull(initial.get(names.get(0))).contains(present);
        if (!isUnset) {
            item.content.remove(names);
        }
    }

    private void read(Item item) {
        for (List<String> names : names().toList()) {
            String attribute = attributes.get(names.get(0));
            try {
                item.values.put(
                        attribute,
                        entities.values(item.content.toString(), item.existing, Set.copyOf(names))
                                .get(attribute));
            } catch (IllegalArgumentException e) {
                item.leave(names, String.valueOf(e.getMessage()));
            }
        }
    }

    private void leaveWhatIsNotThere(Collection<Item> items) {
        References references = References.of(
                session, models, model, keys, items.stream().map(i -> i.values).toList());
        for (Item item : items) {
            for (Member reference : model.references()) {
                if (item.values.get(reference.attribute()) instanceof String id
                        && !references.isPresent(reference, id)
                        && !references.isDeleted(id)) {
                    item.leave(reference.names(), missing(reference.name(), id));
                }
            }
            for (CollectionMember link : model.links()) {
                if (item.values.get(link.attribute()) instanceof Elements elements) {
                    references.missing(link, elements).stream()
                            .filter(id -> !references.isDeleted(id))
                            .findFirst()
                            .ifPresent(id -> item.leave(link.names(), missing(link.name(), id)));
                }
            }
        }
    }

    private static String missing(String name, String id) {
        return "it refers by " + name + " to " + id + ", which is not here yet";
    }

    private void write(Map<String, Item> items) {
        List<StoreRow> writable = items.values().stream()
                .filter(item -> !item.content.isEmpty())
                .map(Item::writable)
                .toList();
        PageWriter.ofAdded(session, models, model, added)
                .write(PageWriter.Batch.whole(writable, Reach.EVERYTHING))
                .refused()
                .forEach(refusal -> {
                    Item item = Objects.requireNonNull(items.get(refusal.row().id));
                    names().forEach(names -> item.leave(names, refusal.reason().text()));
                });
        List<Item> left =
                items.values().stream().filter(item -> !item.left.isEmpty()).toList();
        Map<String, StoreRow> stored = StoreRecords.load(
                session, left.stream().map(item -> item.row.id).toList());
        Map<String, String> adapted = new HashMap<>();
        for (Item item : left) {
            String before = Objects.requireNonNull(stored.get(item.row.id)).adapted;
            ObjectNode all = RecordContent.members(before == null ? "{}" : before);
            adapted.put(item.row.id, all.setAll(item.left).toString());
        }
        StoreRecords.adapt(session, adapted);
        await(left);
    }

    /** Leaves the rest to the next sync. Records that were pending before stay pending with their whole content. */
    private void await(List<Item> left) {
        Set<String> waiting = new HashSet<>(IdList.select(
                session,
                "select p.id from MorangoPendingRow p where p.id",
                String.class,
                left.stream().map(item -> item.row.id).toList()));
        Rows.insert(
                session,
                left.stream()
                        .filter(item -> !waiting.contains(item.row.id))
                        .map(item -> PendingRow.of(item.row, item.reason, true))
                        .toList());
    }
}
