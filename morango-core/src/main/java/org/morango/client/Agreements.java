package org.morango.client;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.morango.counter.FsicJson;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.OwnCounters;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Filter;
import org.morango.replica.Agreement;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this side and the server held when a transfer found nothing to send. As long as both still hold that, another
 * one would find nothing either, and one request tells. See docs/protocol.md, "HTTP". One instance per session.
 */
final class Agreements {
    private static final Logger LOG = LoggerFactory.getLogger(Agreements.class);

    private final ClientSession on;
    private final OwnCounters counters;
    private final OpenSessions sessions;
    private Instant noted;

    Agreements(ClientSession on) {
        this.on = on;
        this.counters = new OwnCounters(on.replica());
        this.sessions = new OpenSessions(on.replica(), on.settings());
        this.noted = on.session().lastActivity();
    }

    private boolean isPossible() {
        return on.session().binding() != null && on.common().contains(Capability.AGREEMENTS);
    }

    /** Returns the directions in which nothing has to be sent, because nothing has changed on either side. */
    Set<Direction> standing(Map<Direction, Filter> filters) {
        EnumSet<Direction> standing = EnumSet.noneOf(Direction.class);
        // Where the application has a part in serializing, only a transfer can find out.
        if (!isPossible()
                || !on.settings().operations(TransferStage.SERIALIZING).isEmpty()
                || !filters.values().stream()
                        .distinct()
                        .allMatch(
                                filter -> on.replica().isSerialized(on.session().profile(), filter))) {
            return standing;
        }
        Map<Direction, Agreement> own = new EnumMap<>(Direction.class);
        counters.digests(on.session(), filters, on.format()).forEach((direction, digest) -> {
            Filter filter = Objects.requireNonNull(filters.get(direction));
            if (!on.contents().isDue(on, direction, filter)) {
                on.replica()
                        .sessions()
                        .agreement(OwnCounters.peer(on.session()), direction, filter)
                        .filter(agreement -> agreement.own().equals(digest))
                        .ifPresent(agreement -> own.put(direction, agreement));
            }
        });
        if (!own.isEmpty()) {
            JsonNode answer = ask(own);
            own.keySet().stream()
                    .filter(direction -> answer.path(direction.label()).asBoolean(false))
                    .forEach(standing::add);
            noted = sessions.noteUse(on.session(), noted);
        }
        return standing;
    }

    private JsonNode ask(Map<Direction, Agreement> own) {
        ObjectNode body = Json.object().put("sync_session_id", on.session().id());
        own.forEach((direction, agreement) -> body.putObject(direction.label())
                .put("filter", agreement.filter().toString())
                .put("digest", agreement.other()));
        return on.http()
                .send(ClientRequest.post(Protocol.AGREEMENTS + "/", body))
                .json();
    }

    /**
     * Returns whether the receiver lacks something that the sender may send one day. A sender also announces counters
     * of its own under which it has saved nothing. It cannot get records of these from others.
     */
    private boolean isMissing(TransferSession held) {
        String sender = InstanceJson.id(
                held.isPush() ? on.session().clientInstance() : on.session().serverInstance());
        return TransferController.missing(held).asMap().values().stream()
                .anyMatch(counters -> !Set.of(sender).containsAll(counters.keySet()));
    }

    /**
     * Notes what both sides hold if the receiver of a transfer lacks nothing, now that it is merged. After a pull, this
     * side holds what it has received. After a push, this side only knows what the server has stated before.
     */
    void note(TransferSession transfer) {
        if (!isPossible()) {
            return;
        }
        TransferSession held = transfer.isPush()
                ? transfer
                : transfer.withClientFsic(
                        counters.of(on.session(), transfer.filter(), transfer.direction(), on.format()));
        if (isMissing(held) || (transfer.isPush() && transfer.recordsTransferred() > 0)) {
            return;
        }
        Agreement agreement = new Agreement(
                OwnCounters.peer(on.session()),
                held.direction(),
                held.filter(),
                FsicJson.digest(held.clientFsic()),
                FsicJson.digest(held.serverFsic()));
        SessionStore store = on.replica().sessions();
        Instant now = on.settings().clock().instant();
        try {
            if (!store.agreement(agreement.peer(), agreement.direction(), agreement.filter())
                    .equals(Optional.of(agreement))) {
                store.agree(agreement, now, now.minus(on.settings().sessions().keptFor()));
            }
        } catch (ReplicaException e) {
            // Another process may have noted the same. At worst, the next sync takes transfers.
            LOG.debug("What was agreed with {} could not be noted", on.http().address(), e);
        }
    }
}
