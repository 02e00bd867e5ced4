package org.morango.internal.protocol;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;
import org.morango.session.TransferSession;
import tools.jackson.core.JsonGenerator;

/** A chunk of a pull in its envelope: count, next, previous, results. */
public final class ChunkJson {
    /** Below the exact share, because the records of a chunk differ in size. */
    private static final double CAUTION = 0.95;

    private ChunkJson() {}

    /** Returns how many of so many records probably fit, if all have that size: at least one, and not all. */
    public static int share(int records, int most, long size) {
        return (int) Math.max(1, Math.min(records - 1, records * CAUTION * most / size));
    }

    public static void write(
            OutputStream out, TransferSession transfer, String url, long offset, int limit, List<SyncRecord> chunk) {
        long total = transfer.recordsTotal() == null ? 0 : transfer.recordsTotal();
        try (JsonGenerator generator = Json.MAPPER.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeNumberProperty("count", total);
            generator.writeName("next");
            // The end of the records here. They may be fewer than requested, if they are large.
            long end = offset + (chunk.isEmpty() ? limit : chunk.size());
            link(generator, end < total ? address(url, transfer.id(), end, limit) : null);
            generator.writeName("previous");
            link(generator, offset > 0 ? address(url, transfer.id(), Math.max(0, offset - limit), limit) : null);
            generator.writeName("results");
            RecordJson.writeRecords(generator, transfer.id(), chunk);
            generator.writeEndObject();
        }
    }

    private static String address(String url, String transferId, long offset, int limit) {
        return url + "?limit=" + limit + (offset > 0 ? "&offset=" + offset : "") + "&transfer_session_id=" + transferId;
    }

    private static void link(JsonGenerator generator, @Nullable String address) {
        if (address == null) {
            generator.writeNull();
        } else {
            generator.writeString(address);
        }
    }
}
