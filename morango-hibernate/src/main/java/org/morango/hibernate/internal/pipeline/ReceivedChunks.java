package org.morango.hibernate.internal.pipeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.TransferSessionRow;
import org.morango.internal.protocol.Gzip;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;

/**
 * Records that a transfer has received and that are not dequeued yet. A row holds the records of one model in a chunk,
 * or a part of them. The rows are dequeued model by model, so that records are there before those that refer to them.
 */
public final class ReceivedChunks {
    private static final int PART_CHARACTERS = 256 * 1024;
    private static final int DISCARDED = 50;
    /**
     * Stands in place of a record's id for a row without records, the last of its transfer. That row counts the
     * dequeued records and holds the evidence that they give.
     */
    private static final String DEQUEUED = "-";

    private ReceivedChunks() {}

    /** Stores a chunk in place of an earlier one that begins with the same record. Returns the transfer's total. */
    public static long add(StatelessSession session, SyncableModels models, String transferId, List<SyncRecord> chunk) {
        if (!chunk.isEmpty()) {
            String first = chunk.get(0).id();
            session.createMutationQuery(
                            "delete from MorangoBufferRow b where b.transferId = :transfer and b.firstRecord = :first")
                    .setParameter("transfer", transferId)
                    .setParameter("first", first)
                    .executeUpdate();
            int part = 0;
            List<BufferRow> rows = new ArrayList<>();
            for (Map.Entry<Integer, List<SyncRecord>> ofModel :
                    byRank(models, chunk).entrySet()) {
                for (List<SyncRecord> records : parts(ofModel.getValue())) {
                    BufferRow row = new BufferRow();
                    row.transferId = transferId;
                    row.rank = ofModel.getKey();
                    row.firstRecord = first;
                    row.part = part++;
                    row.size = records.size();
                    row.content = pack(transferId, records);
                    rows.add(row);
                }
            }
            Rows.insert(session, rows);
        }
        return total(session, transferId);
    }

    /** Returns the number of records that a transfer has received, including those that were dequeued since. */
    static long total(StatelessSession session, String transferId) {
        Long total = session.createSelectionQuery(
                        "select sum(b.size) from MorangoBufferRow b where b.transferId = :transfer", Long.class)
                .setParameter("transfer", transferId)
                .getSingleResult();
        return total == null ? 0 : total;
    }

    /** Returns the filter of a transfer. */
    public static Optional<Filter> filter(StatelessSession session, String transferId) {
        return Optional.ofNullable(session.get(TransferSessionRow.class, transferId))
                .map(transfer -> Filter.parse(transfer.filter));
    }

    /**
     * Notes that records were dequeued. Has to run in the transaction that dequeues them, because records that are
     * missing without that note count as lost.
     *
     * @param shown the evidence of all dequeued records
     */
    static void dequeued(StatelessSession session, String transferId, int records, String shown) {
        BufferRow before = session.get(BufferRow.class, new BufferRow.Key(transferId, Integer.MAX_VALUE, DEQUEUED, 0));
        BufferRow row = before == null ? new BufferRow() : before;
        row.transferId = transferId;
        row.rank = Integer.MAX_VALUE;
        row.firstRecord = DEQUEUED;
        row.size += records;
        row.content = shown.getBytes(StandardCharsets.UTF_8);
        session.upsert(row);
    }

    /** Returns the evidence of the records that were dequeued so far. */
    static String shown(StatelessSession session, String transferId) {
        BufferRow row = session.get(BufferRow.class, new BufferRow.Key(transferId, Integer.MAX_VALUE, DEQUEUED, 0));
        return row == null ? "" : new String(row.content, StandardCharsets.UTF_8);
    }

    private static Map<Integer, List<SyncRecord>> byRank(SyncableModels models, List<SyncRecord> chunk) {
        Map<Integer, List<SyncRecord>> ranked = new TreeMap<>();
        for (SyncRecord rec : chunk) {
            ranked.computeIfAbsent(models.rank(rec.profile(), rec.modelName()), r -> new ArrayList<>())
                    .add(rec);
        }
        return ranked;
    }

    private static List<List<SyncRecord>> parts(List<SyncRecord> chunk) {
        List<List<SyncRecord>> parts = new ArrayList<>();
        List<SyncRecord> part = new ArrayList<>();
        long size = 0;
        for (SyncRecord rec : chunk) {
            long length = RecordJson.size(rec);
            if (size + length > PART_CHARACTERS && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                size = 0;
            }
            part.add(rec);
            size += length;
        }
        parts.add(part);
        return parts;
    }

    /** Returns the first row in the order in which rows are dequeued; null if there is none. */
    static @Nullable BufferRow first(StatelessSession session, String transferId) {
        BufferRow row = session.createSelectionQuery(
                        "select b from MorangoBufferRow b where b.transferId = :transfer"
                                + " order by b.transferId, b.rank, b.firstRecord, b.part",
                        BufferRow.class)
                .setParameter("transfer", transferId)
                .setMaxResults(1)
                .uniqueResult();
        return row == null || row.firstRecord.equals(DEQUEUED) ? null : row;
    }

    static List<SyncRecord> unpack(BufferRow row) {
        if (row.firstRecord.equals(DEQUEUED)) {
            return List.of();
        }
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(row.content))) {
            return RecordJson.readChunk(content, row.transferId, row.size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pack(String transferId, List<SyncRecord> records) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (Gzip gzip = Gzip.fast(packed)) {
            RecordJson.writeChunk(gzip, transferId, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /**
     * Removes the content of hard deleted records from the buffers of other transfers. The store's record takes its
     * place there, unless the buffered record knows the deletion. So the old content has no effect on this store, nor
     * on records that are made again later. Reads all buffers, a row at a time; most often they are empty.
     *
     * @param transferId the transfer that has brought the deletions, which holds nothing else of these records; null if
     *     none has
     * @param stored the deletions, or the records that have taken the place of deleted rows
     */
    static void purge(StatelessSession session, @Nullable String transferId, Map<String, SyncRecord> stored) {
        if (stored.isEmpty()) {
            return;
        }
        String own = transferId == null ? "" : transferId;
        BufferRow row = next(session, own, null);
        while (row != null) {
            List<SyncRecord> records = unpack(row);
            List<SyncRecord> purged =
                    records.stream().map(rec -> purged(rec, stored)).toList();
            if (!purged.equals(records)) {
                // The row may have been dequeued or dropped meanwhile.
                session.createMutationQuery("update MorangoBufferRow b set b.content = :content where"
                                + " b.transferId = :transfer and b.rank = :rank and b.firstRecord = :first"
                                + " and b.part = :part")
                        .setParameter("content", pack(row.transferId, purged))
                        .setParameter("transfer", row.transferId)
                        .setParameter("rank", row.rank)
                        .setParameter("first", row.firstRecord)
                        .setParameter("part", row.part)
                        .executeUpdate();
            }
            row = next(session, own, row);
        }
    }

    private static SyncRecord purged(SyncRecord waiting, Map<String, SyncRecord> stored) {
        SyncRecord later = stored.get(waiting.id());
        if (later == null || !later.isVersionOf(waiting) || waiting.hardDeleted()) {
            return waiting;
        }
        // A record whose history contains the deletion was made again after it.
        return waiting.history().knows(later.version()) ? waiting : later;
    }

    private static @Nullable BufferRow next(StatelessSession session, String except, @Nullable BufferRow last) {
        var query = session.createSelectionQuery(
                "select b from MorangoBufferRow b where b.transferId <> :except"
                        + (last == null
                                ? ""
                                : " and (b.transferId, b.rank, b.firstRecord, b.part)"
                                        + " > (:transfer, :rank, :first, :part)")
                        + " order by b.transferId, b.rank, b.firstRecord, b.part",
                BufferRow.class);
        query.setParameter("except", except);
        if (last != null) {
            query.setParameter("transfer", last.transferId)
                    .setParameter("rank", last.rank)
                    .setParameter("first", last.firstRecord)
                    .setParameter("part", last.part);
        }
        return query.setMaxResults(1).uniqueResult();
    }

    /** Drops a part of the received records; returns whether nothing is left. */
    public static boolean discard(StatelessSession session, String transferId) {
        List<Object[]> page = session.createSelectionQuery(
                        "select b.rank, b.firstRecord from MorangoBufferRow b where b.transferId = :transfer"
                                + " order by b.transferId, b.rank, b.firstRecord, b.part",
                        Object[].class)
                .setParameter("transfer", transferId)
                .setMaxResults(DISCARDED)
                .getResultList();
        if (!page.isEmpty()) {
            Object[] last = page.get(page.size() - 1);
            session.createMutationQuery("delete from MorangoBufferRow b where b.transferId = :transfer"
                            + " and (b.rank < :rank or b.rank = :rank and b.firstRecord <= :first)")
                    .setParameter("transfer", transferId)
                    .setParameter("rank", last[0])
                    .setParameter("first", last[1])
                    .executeUpdate();
        }
        return page.size() < DISCARDED;
    }
}
