package org.morango.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.internal.protocol.ContentsJson;
import org.morango.internal.protocol.Json;
import org.morango.record.Filter;
import org.morango.replica.ContentDigest;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.TransferSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares with the server whether the same versions have the same contents, in transfers that have nothing to send.
 * Each comparison covers a part of the records, at most once an hour. One instance per session.
 */
final class ContentCheck {
    private static final Duration INTERVAL = Duration.ofHours(1);

    /** Where the part begins that is compared now; empty if none is due. */
    private Optional<String> after = Optional.empty();

    private @Nullable Instant taken;
    private final Set<Compared> done = new HashSet<>();

    private record Compared(Direction direction, Filter filter) {}

    /** Returns whether the next transfer of a direction and a filter is to compare contents. */
    boolean isDue(ClientSession on, Direction direction, Filter filter) {
        if (on.session().binding() == null || !on.common().contains(Capability.CONTENT_DIGESTS)) {
            return false;
        }
        Instant now = on.settings().clock().instant();
        if (taken == null || Duration.between(taken, now).abs().compareTo(INTERVAL) >= 0) {
            taken = now;
            after = on.replica().takeContentCheck(now, INTERVAL);
            done.clear();
        }
        return after.isPresent() && !done.contains(new Compared(direction, filter));
    }

    /** Returns the ids of a transfer's records that both sides have in the same version with different contents. */
    List<String> forked(ClientSession on, TransferSession transfer) {
        if (!isDue(on, transfer.direction(), transfer.filter())) {
            return List.of();
        }
        done.add(new Compared(transfer.direction(), transfer.filter()));
        return compare(on, transfer, after.orElseThrow());
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
