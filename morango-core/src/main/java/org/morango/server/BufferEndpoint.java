package org.morango.server;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.ChunkJson;
import org.morango.internal.protocol.RecordJson;
import org.morango.internal.transfer.TransferController;
import org.morango.record.SyncRecord;
import org.morango.replica.OutsideFilterException;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;

/** {@code buffers/}: sends chunks of a pull, receives chunks of a push. */
final class BufferEndpoint implements Endpoint {
    private final PeerSettings settings;
    private final TransferController controller;
    private final TransferAccess access;
    private final SessionProof proof;

    BufferEndpoint(PeerSettings settings, TransferController controller, TransferAccess access, SessionProof proof) {
        this.settings = settings;
        this.controller = controller;
        this.access = access;
        this.proof = proof;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        return request.method().equals("GET") ? send(request) : receive(request);
    }

    private MorangoResponse send(MorangoRequest request) {
        TransferAccess.Open open = access.find(request.query().getOrDefault("transfer_session_id", ""))
                .filter(o -> !o.transfer().isPush() && o.transfer().recordsTotal() != null)
                .orElseThrow(() -> Refusal.notAuthenticated(403));
        proof.require(open.session(), request);
        TransferSession transfer = open.transfer();
        long offset = number(request, "offset", 0);
        int limit = (int) Math.min(
                number(request, "limit", settings.limits().chunkSize()),
                settings.limits().maxChunkRecords());
        List<SyncRecord> chunk;
        try {
            chunk = controller.chunk(transfer, offset, limit);
        } catch (OutsideFilterException e) {
            throw Refusal.detail(409, "What is queued has changed. Begin another transfer.");
        }
        return answer(request, transfer, offset, limit, chunk);
    }

    /** Returns an answer with as many of the records as fit, at least one. */
    private MorangoResponse answer(
            MorangoRequest request, TransferSession transfer, long offset, int limit, List<SyncRecord> chunk) {
        List<SyncRecord> records = chunk;
        while (true) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            ChunkJson.write(body, transfer, request.endpoint() + "buffers/", offset, limit, records);
            MorangoResponse answer =
                    MorangoResponse.json(200, body.toByteArray()).packedFor(request);
            int size = answer.body().length;
            if (size <= settings.limits().chunkBytes() || records.size() <= 1) {
                return answer;
            }
            records = records.subList(
                    0, ChunkJson.share(records.size(), settings.limits().chunkBytes(), size));
        }
    }

    private static long number(MorangoRequest request, String name, long otherwise) {
        String text = request.query().get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /**
     * Checks that a chunk belongs to the transfer, and begins where the last one ended, or before that if it is sent
     * again.
     */
    private static void requirePlace(MorangoRequest request, TransferSession transfer) {
        boolean fits = transfer.id().equals(request.query().get("transfer_session_id"))
                && number(request, "offset", Long.MAX_VALUE) <= transfer.recordsTransferred();
        if (!fits) {
            throw Refusal.detail(
                    400,
                    "This chunk has no place in the transfer: " + transfer.recordsTransferred()
                            + " records of it have arrived.");
        }
    }

    private TransferAccess.Open push(String transferId) {
        return access.find(transferId)
                .filter(o -> o.transfer().isPush())
                .orElseThrow(() -> Refusal.text(403, "Specified TransferSession does not allow pushing."));
    }

    private MorangoResponse receive(MorangoRequest request) {
        RecordJson.Chunk chunk = RecordJson.readChunk(
                RequestBody.open(request), this::push, settings.limits().maxChunkRecords());
        if (chunk.records().isEmpty()) {
            throw Refusal.detail(400, "Expected at least one record.");
        }
        TransferAccess.Open open = push(chunk.transferId());
        proof.require(open.session(), request);
        if (open.session().binding() != null) {
            requirePlace(request, open.transfer());
        }
        controller.receive(open.transfer(), open.session(), chunk.records());
        return MorangoResponse.empty(201);
    }
}
