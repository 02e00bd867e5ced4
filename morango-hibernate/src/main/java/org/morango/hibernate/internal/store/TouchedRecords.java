package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** Records that a transfer has changed here. They are stored as long as its session. */
public final class TouchedRecords {
    private static final int PAGE = 20;

    private final StatelessSession session;
    private final String transferId;
    private final Instant now;

    private TouchedRecords(StatelessSession session, String transferId, Instant now) {
        this.session = session;
        this.transferId = transferId;
        this.now = now;
    }

    /** Returns the records of a transfer; null if the transfer is null. */
    public static @Nullable TouchedRecords of(StatelessSession session, @Nullable TransferSessionRow transfer) {
        return transfer == null ? null : new TouchedRecords(session, transfer.id, transfer.lastActivity);
    }

    public void add(Collection<StoreRow> rows) {
        Map<String, TreeSet<String>> byModel = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.modelName,
                        TreeMap::new,
                        Collectors.mapping(row -> row.id, Collectors.toCollection(TreeSet::new))));
        Rows.upsert(
                session,
                byModel.entrySet().stream()
                        .map(e -> row(e.getKey(), e.getValue()))
                        .toList());
    }

    private TouchedRow row(String modelName, TreeSet<String> ids) {
        TouchedRow row = new TouchedRow();
        row.transferId = transferId;
        row.modelName = modelName;
        row.firstRecord = ids.first();
        row.notedAt = now;
        row.recordIds = String.join(",", ids);
        return row;
    }

    /** Returns the ids of a model's records that a transfer has changed. Reads them in pages on demand. */
    public static Stream<String> ids(Database database, String transferId, String modelName) {
        return Stream.iterate(
                        page(database, transferId, modelName, ""),
                        page -> !page.isEmpty(),
                        page -> page(database, transferId, modelName, page.get(page.size() - 1).firstRecord))
                .flatMap(List::stream)
                .flatMap(row -> Arrays.stream(row.recordIds.split(",")));
    }

    private static List<TouchedRow> page(Database database, String transferId, String modelName, String after) {
        return database.read(session -> session.createSelectionQuery(
                        "select t from MorangoTouchedRow t where t.transferId = :transfer and t.modelName = :model"
                                + " and t.firstRecord > :after order by t.transferId, t.modelName, t.firstRecord",
                        TouchedRow.class)
                .setParameter("transfer", transferId)
                .setParameter("model", modelName)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList());
    }
}
