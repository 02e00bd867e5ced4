package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.TenantRoot;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.PartitionTemplate;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;

/**
 * The ids of the records of rows that have keys of their own, in one pass: those that the store knows, and new ones. A
 * row gets its id when it is serialized, or when a row that refers to it is, whichever comes first. Rows that got theirs
 * by a reference are {@link #takeUnwritten handed out}, to be serialized in the same pass.
 */
final class Identities implements RecordContent.ReferenceIds {
    private static final int MAX_LENGTH = 1_000;

    private final StatelessSession session;
    private final SyncableModels models;
    private final Roots roots;
    private final TenantRoot tenantRoot;
    private final RandomGenerator random;
    private final RowKeys keys;

    /** The places that were assigned in this pass, by the hierarchy and the key of the row. */
    private final Map<Row, Place> assigned = new HashMap<>();

    /** The ids that rows had been given before this pass, and have got in it. */
    private final Set<String> givenIds = new HashSet<>();

    private final Set<Row> beingAssigned = new HashSet<>();

    /** The rows that this pass has read or will read. */
    private final Set<Row> taken = new HashSet<>();

    /** The rows that have got their ids after others that refer to them had to wait for these. */
    private final Map<SyncableModel, Set<String>> late = new LinkedHashMap<>();

    private final Map<SyncableModel, Set<String>> unwritten = new LinkedHashMap<>();

    private final OutboxPass pass;

    Identities(
            StatelessSession session,
            SyncableModels models,
            String profile,
            TenantRoot tenantRoot,
            RandomGenerator random,
            OutboxPass pass) {
        this.tenantRoot = tenantRoot;
        this.pass = pass;
        this.session = session;
        this.models = models;
        this.roots = new Roots(session, profile);
        this.random = random;
        this.keys = new RowKeys(session, models);
    }

    private record Row(String hierarchy, String key) {}

    /** The id of a record, and what it was made of. */
    record Place(String id, String sourceId, String partition) {}

    Roots roots() {
        return roots;
    }

    @Override
    public Map<Object, String> of(Class<?> target, Collection<?> referenced) {
        Map<Object, String> found = keys.ids(target, referenced);
        List<Object> missing =
                referenced.stream().filter(key -> !found.containsKey(key)).collect(Collectors.toList());
        if (!missing.isEmpty()) {
            SyncableModel first = models.ofHierarchy(target);
            missing.removeIf(key -> {
                Place place = assigned.get(row(first, KeyCodec.text(key)));
                if (place != null) {
                    found.put(key, place.id());
                }
                return place != null;
            });
            models.relatives(first).forEach(model -> assign(model, missing, found));
        }
        return found;
    }

    /** Returns those of these keys that have a row. */
    Set<Object> present(Class<?> target, Collection<?> referenced) {
        return keys.present(target, referenced);
    }

    /** Returns the records of rows, by key. */
    Map<String, StoreRow> stored(SyncableModel model, Collection<String> rows) {
        return model.hasRecordIds()
                ? StoreRecords.load(session, rows)
                : StoreRecords.loadByKey(session, model.profile(), models.related(model), rows);
    }

    /** Returns those of these keys whose rows belong to the model itself, not to one that extends it. */
    Set<String> ownRows(SyncableModel model, Collection<String> texts) {
        return IdList.select(
                        session,
                        "select " + model.key().selection().select("e") + " from " + model.entityName() + " e where "
                                + model.ownRows() + " and "
                                + model.key().selection().compared("e"),
                        Object.class,
                        RowKeys.parse(model, texts))
                .stream()
                .map(KeyCodec::text)
                .collect(Collectors.toSet());
    }

    private static Row row(SyncableModel model, String key) {
        return new Row(model.hierarchy(), key);
    }

    /** Assigns ids to rows of a model that nobody has noted, or whose notes come later. */
    private void assign(SyncableModel model, List<Object> missing, Map<Object, String> found) {
        List<Object> wanted = missing.stream()
                .filter(key -> beingAssigned.add(row(model, KeyCodec.text(key))))
                .toList();
        // A row that cannot be read has no id. Those that refer to it wait until it has one.
        List<RecordContent> contents = new SafeReads(
                        session, model.identifying(), (key, reason) -> willRead(model, KeyCodec.text(key)))
                .select(wanted, this);
        Map<String, String> parents = parents(model, contents);
        Map<String, ChangedRow> given = contents.isEmpty() || model.identity() != RowIdentity.LOCAL
                ? Map.of()
                : pass.given(model, contents.stream().map(RecordContent::key).collect(Collectors.toSet()));
        for (RecordContent content : contents) {
            Place place = placeable(model, content, given.get(content.key()), parents);
            if (place != null) {
                assigned.put(row(model, content.key()), place);
                found.put(model.key().key(content.key()), place.id());
            }
            willRead(model, content.key());
        }
        wanted.forEach(key -> beingAssigned.remove(row(model, KeyCodec.text(key))));
    }

    /** Has a row read in this pass, once. If it cannot be sent, that is reported. */
    private void willRead(SyncableModel model, String key) {
        if (taken.add(row(model, key))) {
            unwritten.computeIfAbsent(model, m -> new LinkedHashSet<>()).add(key);
        }
    }

    private @Nullable Place placeable(
            SyncableModel model, RecordContent content, @Nullable ChangedRow given, Map<String, String> parents) {
        try {
            return made(model, content, given == null ? null : given.sourceId(), parents);
        } catch (UnfitException e) {
            // It is held back when it is serialized itself.
            return null;
        }
    }

    /**
     * Returns the place that a row was given by a row that refers to it; null if there is none.
     */
    @Nullable
    Place assigned(SyncableModel model, String key) {
        return assigned.get(row(model, key));
    }

    /**
     * Makes the places of new rows, by key.
     *
     * @param noted what is noted of them, by key: rows that rested keep the source ids that they were given before
     * @param unplaced receives the keys of those that belong to no partition yet
     * @param unfit receives the keys of those that cannot have a place, with the reason
     */
    Map<String, Place> make(
            SyncableModel model,
            List<RecordContent> contents,
            Map<String, ChangedRow> noted,
            Collection<String> unplaced,
            Map<String, UnfitException> unfit) {
        Map<String, Place> places = new HashMap<>();
        Map<String, String> parents = parents(model, contents);
        for (RecordContent content : contents) {
            try {
                ChangedRow before = noted.get(content.key());
                Place place = made(model, content, before == null ? null : before.sourceId(), parents);
                if (place == null) {
                    unplaced.add(content.key());
                } else {
                    places.put(content.key(), place);
                    assigned.put(row(model, content.key()), place);
                }
            } catch (UnfitException e) {
                unfit.put(content.key(), e);
            }
        }
        return places;
    }

    private @Nullable Place made(
            SyncableModel model, RecordContent content, @Nullable String given, Map<String, String> parents) {
        PartitionTemplate template = Objects.requireNonNull(model.partition());
        String root = root(model, content, parents);
        String partition = root == null ? null : template.fill(root, content.members());
        String sourceId = partition == null ? null : sourceId(model, content, given);
        if (partition == null || sourceId == null) {
            return null;
        }
        String id = RecordIdRule.HASH.id(partition, sourceId, model.name());
        String whole = Ids.partition(partition, id);
        if (sourceId.length() > MAX_LENGTH || whole.length() > MAX_LENGTH) {
            throw UnfitException.unplaceable("Its source id or partition is longer than " + MAX_LENGTH
                    + " characters. Shorten the values that it is made of.");
        }
        if (given != null && model.isNumberedHere() && !givenIds.add(id)) {
            throw givenTwice("another row");
        }
        return new Place(id, sourceId, whole);
    }

    /** Returns the reason why a row cannot have the id that it was given. */
    static UnfitException givenTwice(String other) {
        return UnfitException.unplaceable("The id that it was given is that of " + other
                + " as well: a map of identities names it twice. Remove the row, or persist it anew.");
    }

    private @Nullable String sourceId(SyncableModel model, RecordContent content, @Nullable String given) {
        return switch (model.identity()) {
            case KEY -> content.key();
            case NATURAL -> RecordContent.natural(model, content.members());
            case LOCAL, RECORD -> given == null ? Ids.random(random) : given;
        };
    }

    /** Returns the root of its tenant, or the only one, or that of the record it refers to; null if it is not known. */
    private @Nullable String root(SyncableModel model, RecordContent content, Map<String, String> parents) {
        Member tenant = model.tenant();
        String name = tenant == null ? null : TenantPlaces.text(tenant.find(content.members(), null));
        String ofTenant = name == null || roots.ids().isEmpty() ? null : tenantRoot.of(name);
        if (ofTenant != null) {
            return ofTenant;
        }
        if (roots.only() != null) {
            return roots.only();
        }
        String parent = model.rootReference()
                .map(reference -> reference.referenced(content.members()))
                .orElse(null);
        String partition = parent == null ? null : parents.get(parent);
        return partition == null ? null : Roots.of(partition);
    }

    /** Returns the partitions of the records to which these refer, if the root has to be told by them. */
    private Map<String, String> parents(SyncableModel model, List<RecordContent> contents) {
        Member reference = model.rootReference().orElse(null);
        if (reference == null || roots.ids().size() < 2) {
            return Map.of();
        }
        Set<String> ids = contents.stream()
                .map(content -> reference.referenced(content.members()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<String, String> partitions = StoreRecords.partitions(session, ids);
        assigned.values().forEach(place -> {
            if (ids.contains(place.id())) {
                partitions.put(place.id(), place.partition());
            }
        });
        return partitions;
    }

    /** Notes that rows are read in this pass. */
    void read(SyncableModel model, Collection<String> rows) {
        if (model.identity() != RowIdentity.RECORD) {
            rows.forEach(key -> taken.add(row(model, key)));
        }
    }

    /** Notes that rows are written. */
    void written(SyncableModel model, Collection<String> rows) {
        if (model.identity() != RowIdentity.RECORD && unwritten.containsKey(model)) {
            Objects.requireNonNull(unwritten.get(model)).removeAll(rows);
        }
    }

    /** Notes that rows which rested without ids have got them. */
    void late(SyncableModel model, Collection<String> rows) {
        if (!rows.isEmpty()) {
            late.computeIfAbsent(model, m -> new LinkedHashSet<>()).addAll(rows);
        }
    }

    /** Returns the rows that have got their ids after others had to wait for these. */
    Map<SyncableModel, Set<String>> late() {
        return late;
    }

    /** Returns rows that have got an id and are not written yet, and forgets them. */
    Map<SyncableModel, List<String>> takeUnwritten() {
        Map<SyncableModel, List<String>> taken = new LinkedHashMap<>();
        unwritten.forEach((model, rows) -> {
            if (!rows.isEmpty()) {
                taken.put(model, new ArrayList<>(rows));
            }
        });
        unwritten.clear();
        return taken;
    }
}
