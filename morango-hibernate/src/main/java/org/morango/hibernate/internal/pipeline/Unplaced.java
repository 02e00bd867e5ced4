package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.report.UnplacedReason;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.internal.text.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds changed rows that belong to no root of this database. No sync sends them, and none would report them. */
public final class Unplaced {
    private static final Logger LOG = LoggerFactory.getLogger(Unplaced.class);

    private Unplaced() {}

    /** A row that is not sent, and why. */
    public record Row(ChangedRow row, UnplacedReason reason) {}

    /**
     * Returns the rows of each entity that has any, by reason. A row that several transactions have noted since the last
     * pass counts as often.
     */
    public static List<UnplacedRows> find(StatelessSession session, SyncableModels models) {
        Outbox outbox = new Outbox(session);
        List<UnplacedRows> found = new ArrayList<>();
        Map<String, Roots> roots = new HashMap<>();
        Map<String, Set<String>> changed = new HashMap<>();
        for (SyncableModel model : models.all()) {
            if (!changed.computeIfAbsent(model.profile(), outbox::changedModels).contains(model.name())) {
                continue;
            }
            Roots own = roots.computeIfAbsent(model.profile(), profile -> new Roots(session, profile));
            Map<UnplacedReason, UnplacedRows> byReason = new EnumMap<>(UnplacedReason.class);
            rows(outbox, model.profile(), model.name(), own)
                    .forEach(row -> byReason.merge(row.reason(), one(model, row), Unplaced::sum));
            found.addAll(byReason.values());
        }
        return found;
    }

    /** Returns the rows of a model, for programs that do not know its entity. They are read on demand. */
    public static Stream<Row> rows(StatelessSession session, String profile, String modelName) {
        return rows(new Outbox(session), profile, modelName, new Roots(session, profile));
    }

    private static Stream<Row> rows(Outbox outbox, String profile, String modelName, Roots own) {
        // An existing record is inside the partitions of its sender. Only the notes of new rows have a partition.
        Stream<Row> outside = flat(outbox.unserialized(profile, modelName))
                .filter(row -> row.partition() != null && !own.reach(row.partition()))
                .map(row -> new Row(row, UnplacedReason.OUTSIDE));
        return Stream.concat(
                outside, flat(outbox.unplaced(profile, modelName)).map(row -> new Row(row, reason(row, own))));
    }

    private static Stream<ChangedRow> flat(Stream<List<ChangedRow>> notes) {
        return notes.flatMap(List::stream);
    }

    private static UnplacedReason reason(ChangedRow row, Roots own) {
        if (own.ids().isEmpty()) {
            return UnplacedReason.NO_CERTIFICATE;
        }
        String partition = row.partition();
        return partition == null || own.reach(partition) ? UnplacedReason.INCOMPLETE : UnplacedReason.OUTSIDE;
    }

    private static UnplacedRows one(SyncableModel model, Row row) {
        return new UnplacedRows(
                model.entityClass(), row.reason(), 1, row.row().id(), row.row().partition());
    }

    /** Adds rows of one entity and reason, and keeps the smaller key as their example. */
    private static UnplacedRows sum(UnplacedRows one, UnplacedRows other) {
        UnplacedRows example = one.id().compareTo(other.id()) <= 0 ? one : other;
        return new UnplacedRows(
                one.entity(), one.reason(), one.count() + other.count(), example.id(), example.partition());
    }

    /** Logs them, one line for each entity and reason. */
    public static void warn(List<UnplacedRows> found) {
        for (UnplacedRows rows : found) {
            LOG.warn(
                    "Entity {} has changed rows that are not sent ({}, such as {}{}), because {}. To do: {}.",
                    rows.entity().getName(),
                    rows.count(),
                    rows.id(),
                    inPartition(rows.partition()),
                    rows.reason().cause(),
                    rows.reason().remedy());
        }
    }

    private static String inPartition(@Nullable String partition) {
        return partition == null ? "" : " in partition \"" + LogText.plain(partition) + "\"";
    }
}
