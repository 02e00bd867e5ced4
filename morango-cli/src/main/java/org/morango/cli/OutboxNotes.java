package org.morango.cli;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.pipeline.Unplaced;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.OutboxRow;
import org.morango.hibernate.report.UnplacedReason;

/** Reads the notes of changes that are not serialized yet. */
final class OutboxNotes {
    private static final int PAGE = 20;
    private static final int MOST_MODELS = 10_000;

    private final CliDatabase database;

    OutboxNotes(CliDatabase database) {
        this.database = database;
    }

    /** Calls a consumer with each note. */
    void each(Consumer<OutboxRow> consumer) {
        long last = 0;
        for (List<OutboxRow> page = after(last); !page.isEmpty(); page = after(last)) {
            for (OutboxRow note : page) {
                consumer.accept(note);
                last = note.id == null ? last : note.id;
            }
        }
    }

    private List<OutboxRow> after(long last) {
        return database.select(OutboxRow.class, PAGE, "from MorangoOutboxRow o where o.id > ?1 order by o.id", last);
    }

    /** Returns whether the rows of a note can be read. */
    static boolean isReadable(OutboxRow note) {
        return ChangedRow.decode(note.modelName, note.rows) != null;
    }

    /** Returns the number of a note's rows; 0 if they cannot be read. */
    static long size(OutboxRow note) {
        List<ChangedRow> rows = ChangedRow.decode(note.modelName, note.rows);
        return rows == null ? 0 : rows.size();
    }

    /** Returns whether some rows of a table were changed in a way that does not tell which. */
    boolean isRescanned(ApplicationTable table) {
        return !database.select(
                        Integer.class,
                        1,
                        "select 1 from MorangoOutboxRow o where o.kind = ?1 and o.profile = ?2 and o.modelName in ?3",
                        Outbox.Kind.RESCAN.name(),
                        table.profile(),
                        table.models())
                .isEmpty();
    }

    /** Returns those of the keys whose rows were changed. */
    Set<String> changed(ApplicationTable table, Collection<String> keys) {
        NotedRows noted = database.read(
                (StatelessSession session) -> new Outbox(session).changesOf(table.profile(), table.models(), keys));
        return keys.stream().filter(noted::isChanged).collect(Collectors.toSet());
    }

    /** Returns those of the keys whose rows were deleted. */
    Set<String> deleted(ApplicationTable table, Collection<String> keys) {
        return database.read((StatelessSession session) -> new Outbox(session)
                .deletionsOf(table.profile(), table.models(), keys)
                .deleted()
                .keySet());
    }

    /**
     * Returns the numbers of changed rows that no sync sends, by model and reason. A row that several transactions have
     * noted counts as often.
     */
    Map<String, Map<UnplacedReason, Long>> unplaced() {
        Map<String, Map<UnplacedReason, Long>> unplaced = new TreeMap<>();
        for (Object[] model : database.select(
                Object[].class, MOST_MODELS, "select distinct o.profile, o.modelName from MorangoOutboxRow o")) {
            Map<UnplacedReason, Long> counts = new EnumMap<>(UnplacedReason.class);
            database.read((StatelessSession session) -> {
                Unplaced.rows(session, (String) model[0], (String) model[1])
                        .forEach(row -> counts.merge(row.reason(), 1L, Long::sum));
                return counts;
            });
            unplaced.put(model[0] + "/" + model[1], counts);
        }
        return unplaced;
    }
}
