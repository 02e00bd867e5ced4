package org.morango.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.ContentsJson;
import org.morango.internal.protocol.Json;
import org.morango.replica.ContentDigest;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares with the server whether the same versions have the same contents, in transfers that have nothing to send.
 * Each comparison covers a part of the records, at most once an hour. One instance per session.
 */
final class ContentCheck {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private @Nullable Optional<String> begun;

    /** Returns the ids of a transfer's records that both sides have in the same version with different contents. */
    List<String> forked(ClientSession on, TransferSession transfer) {
        if (on.session().binding() == null || !on.common().contains(Capability.CONTENT_DIGESTS)) {
            return List.of();
        }
        Optional<String> after = begun;
        if (after == null) {
            after = on.replica().takeContentCheck(on.settings().clock().instant(), INTERVAL);
            begun = after;
        }
        return after.map(id -> compare(on, transfer, id)).orElse(List.of());
    }

    private static List<String> compare(ClientSession on, TransferSession transfer, String after) {
        List<ContentDigest> ours = on.controller().contents(transfer, on.session(), after, "", ContentsJson.PAGE);
        String through =
                ours.size() < ContentsJson.PAGE ? "" : ours.get(ours.size() - 1).id();
        on.replica().contentsChecked(through);
        ObjectNode body = Json.object()
                .put("transfer_session_id", transfer.id())
                .put("after", after)
                .put("through", through)
                .put("digest", ContentsJson.digest(ours));
        JsonNode same =
                on.http().send(ClientRequest.post("contents/", body)).json().get("same");
        if (same != null && same.isBoolean() && same.booleanValue()) {
            return List.of();
        }
        ContentsJson.put(body, ours);
        List<String> said = ContentsJson.ids(
                on.http().send(ClientRequest.post("contents/", body)).json());
        List<String> held = ours.stream().map(ContentDigest::id).toList();
        return said.stream().distinct().filter(held::contains).toList();
    }
}
