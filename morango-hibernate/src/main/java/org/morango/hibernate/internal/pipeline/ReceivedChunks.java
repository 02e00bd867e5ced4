package org.morango.hibernate.internal.pipeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.SyncRecord;

/** What a transfer has received, until it is dequeued: a row holds a chunk, or a part of a large one. */
public final class ReceivedChunks {
    private static final int PART_CHARACTERS = 256 * 1024;

    private ReceivedChunks() {}

    /** Keeps a chunk, in place of an earlier one that begins with the same record; returns the transfer's total. */
    public static long add(StatelessSession session, String transferId, List<SyncRecord> chunk) {
        if (!chunk.isEmpty()) {
            String first = chunk.get(0).id();
            session.createMutationQuery(
                            "delete from MorangoBufferRow b where b.transferId = :transfer and b.firstRecord = :first")
                    .setParameter("transfer", transferId)
                    .setParameter("first", first)
                    .executeUpdate();
            int part = 0;
            for (List<SyncRecord> records : parts(chunk)) {
                BufferRow row = new BufferRow();
                row.transferId = transferId;
                row.firstRecord = first;
                row.part = part++;
                row.size = records.size();
                row.content = pack(transferId, records);
                session.insert(row);
            }
        }
        Long total = session.createSelectionQuery(
                        "select sum(b.size) from MorangoBufferRow b where b.transferId = :transfer", Long.class)
                .setParameter("transfer", transferId)
                .getSingleResult();
        return total == null ? 0 : total;
    }

    private static List<List<SyncRecord>> parts(List<SyncRecord> chunk) {
        List<List<SyncRecord>> parts = new ArrayList<>();
        List<SyncRecord> part = new ArrayList<>();
        int size = 0;
        for (SyncRecord rec : chunk) {
            int length = rec.serialized().length() + rec.conflictingData().length();
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

    /** The row after that one, in the order of their keys; null if there is none. */
    static @org.jspecify.annotations.Nullable BufferRow next(
            StatelessSession session, String transferId, String afterFirst, int afterPart) {
        return session.createSelectionQuery(
                        "from MorangoBufferRow b where b.transferId = :transfer"
                                // Without the first comparison MariaDB would read all of the transfer's rows.
                                + " and b.firstRecord >= :first"
                                + " and (b.firstRecord, b.part) > (:first, :part) order by b.transferId, b.firstRecord, b.part",
                        BufferRow.class)
                .setParameter("transfer", transferId)
                .setParameter("first", afterFirst)
                .setParameter("part", afterPart)
                .setMaxResults(1)
                .uniqueResult();
    }

    static List<SyncRecord> unpack(BufferRow row) {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(row.content))) {
            return RecordJson.readChunk(content, row.transferId, row.size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pack(String transferId, List<SyncRecord> records) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            RecordJson.writeChunk(gzip, transferId, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static void discard(StatelessSession session, String transferId) {
        session.createMutationQuery("delete from MorangoBufferRow b where b.transferId = :transfer")
                .setParameter("transfer", transferId)
                .executeUpdate();
    }
}
