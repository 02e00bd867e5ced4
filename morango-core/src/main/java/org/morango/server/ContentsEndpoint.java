package org.morango.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.ContentsJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Ids;
import org.morango.replica.ContentDigest;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code contents/}: in a transfer that has nothing to send, both sides compare the contents of records with the same
 * versions. Records that differ are sent after all. Not in Python Morango.
 */
final class ContentsEndpoint implements Endpoint {
    /** Most records to read. This side may have more records between two ids than the client. */
    private static final int MOST = 4 * ContentsJson.PAGE;

    private final Replica replica;
    private final TransferController controller;
    private final TransferAccess access;
    private final SessionProof proof;

    ContentsEndpoint(Replica replica, TransferController controller, TransferAccess access, SessionProof proof) {
        this.replica = replica;
        this.controller = controller;
        this.access = access;
        this.proof = proof;
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        JsonNode body = RequestBody.object(request);
        TransferAccess.Open open =
                Json.text(body, "transfer_session_id").flatMap(access::find).orElseThrow(Refusal::notFound);
        proof.require(open.session(), request);
        if (!proof.capabilities(open.session(), request).contains(Capability.CONTENT_DIGESTS)
                || open.session().binding() == null) {
            throw Refusal.notFound();
        }
        TransferSession transfer = open.transfer();
        List<ContentDigest> ours =
                controller.contents(transfer, open.session(), place(body, "after"), place(body, "through"), MOST);
        ObjectNode answer = Json.object();
        if (!body.has("records")) {
            String digest = Json.text(body, "digest").orElse("");
            return MorangoResponse.json(
                    200, answer.put("same", ContentsJson.digest(ours).equals(digest)));
        }
        List<String> forked = forked(ours, body);
        if (!transfer.isPush() && !forked.isEmpty()) {
            queue(transfer, forked);
        }
        ContentsJson.putIds(answer, forked);
        return MorangoResponse.json(200, answer);
    }

    private static String place(JsonNode body, String member) {
        String id = Json.text(body, member).orElse("");
        if (!id.isEmpty() && !Ids.isId(id)) {
            throw Refusal.field(member, "Has to be empty or the id of a record.");
        }
        return id;
    }

    private static List<String> forked(List<ContentDigest> ours, JsonNode body) {
        try {
            return ContentsJson.forked(ours, ContentsJson.contents(body));
        } catch (MorangoException e) {
            throw Refusal.field("records", String.valueOf(e.getMessage()));
        }
    }

    /** Queues the records that differ, in a pull that had nothing to send. */
    private void queue(TransferSession transfer, List<String> forked) {
        replica.sessions().update(transfer.id(), t -> {
            boolean isIdle = t.active()
                    && t.hasCompleted(TransferStage.QUEUING)
                    && Long.valueOf(0).equals(t.recordsTotal());
            return isIdle ? t.withTotal((long) forked.size()) : t;
        });
        replica.queue(transfer.id(), forked);
    }
}
