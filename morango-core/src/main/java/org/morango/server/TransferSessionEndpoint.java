package org.morango.server;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.internal.audit.Audit;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.TransferJson;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.transfer.StageRunner;
import org.morango.internal.transfer.TransferController;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.ReceivedDataLostException;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/** {@code transfersessions/}: opens pushes and pulls inside both scopes, and runs this side's stages on request. */
final class TransferSessionEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private final TransferController controller;
    private final StageRunner stages;
    private final TransferAccess access;
    private final SessionProof proof;
    private final Audit audit;
    private final SessionScopes scopes;
    private final OpenSessions sessions;
    private final Hints hints;

    TransferSessionEndpoint(
            Replica replica,
            PeerSettings settings,
            TransferController controller,
            StageRunner stages,
            TransferAccess access,
            SessionScopes scopes,
            SessionProof proof,
            Hints hints) {
        this.replica = replica;
        this.settings = settings;
        this.controller = controller;
        this.stages = stages;
        this.access = access;
        this.proof = proof;
        this.audit = new Audit(settings);
        this.scopes = scopes;
        this.hints = hints;
        this.sessions = new OpenSessions(replica, settings);
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        String method = request.method();
        if (id == null) {
            return open(request, RequestBody.object(request));
        }
        if (method.equals("PUT")) {
            throw Refusal.text(405, "Only PATCH updates allowed");
        }
        TransferAccess.Open open = access.find(id).orElseThrow(Refusal::notFound);
        JsonNode body = method.equals("PATCH") ? RequestBody.object(request) : Json.object();
        proof.require(open.session(), request);
        return switch (method) {
            case "GET" -> MorangoResponse.json(200, TransferJson.render(watch(open)));
            case "PATCH" -> change(open, request, body);
            default -> finish(open, request);
        };
    }

    private TransferSession watch(TransferAccess.Open open) {
        TransferSession current = open.transfer();
        if (current.isPush() && current.recordsTransferred() > 0 && current.stage() == TransferStage.TRANSFERRING) {
            try {
                controller.checkReceived(current);
            } catch (ReceivedDataLostException e) {
                throw gone(e.getMessage());
            }
        }
        return active(stages.watch(current, settings.server().asyncAfter()));
    }

    /** Refuses a transfer that has ended meanwhile, because it has not reached the requested stage. */
    private static TransferSession active(TransferSession transfer) {
        if (!transfer.active()) {
            throw gone(transfer.error());
        }
        return transfer;
    }

    private static Refusal gone(@Nullable String reason) {
        return Refusal.detail(404, reason == null ? "This transfer session has ended." : reason);
    }

    private MorangoResponse open(MorangoRequest request, JsonNode body) {
        SyncSession session = Json.text(body, "sync_session_id")
                .flatMap(id -> replica.sessions().syncSession(id))
                .filter(s -> s.isServer() && s.active())
                .orElseThrow(() -> Refusal.text(400, "Requested syncsession does not exist or is no longer active!"));
        proof.require(session, request);
        String id = Json.text(body, "id").orElse("");
        if (!Ids.isId(id)) {
            throw Refusal.field("id", "Has to be 32 hexadecimal digits.");
        }
        JsonNode push = body.get("push");
        if (push == null || !push.isBoolean()) {
            throw Refusal.field("push", "Has to be true or false.");
        }
        String filterText =
                Json.text(body, "filter").orElseThrow(() -> Refusal.field("filter", "This field is required."));
        Direction direction = push.booleanValue() ? Direction.PUSH : Direction.PULL;
        scopes.checkCertificates(session);
        sessions.noteUse(session, session.lastActivity());
        Filter filter = scopes.of(session).filter(filterText, direction);
        TransferSession transfer = TransferSession.opened(
                        id, session.id(), filter, direction, settings.clock().instant())
                .withClientFsic(clientFsic(body).orElse(Fsic.NONE));
        if (direction == Direction.PUSH) {
            transfer = transfer.withTotal(count(body, "records_total").orElse(null));
        }
        if (!replica.sessions().create(transfer)) {
            transfer = sameAgain(transfer);
        }
        hints.stated(transfer);
        if (!proof.capabilities(session, request).contains(Capability.ASYNC_OPERATIONS)) {
            transfer = complete(TransferStage.QUEUING, transfer, session, request);
        }
        return MorangoResponse.json(201, TransferJson.render(transfer));
    }

    /** Returns the transfer of the same id, for a client that lost the answer and repeats its request. */
    private TransferSession sameAgain(TransferSession asked) {
        return access.find(asked.id())
                .map(TransferAccess.Open::transfer)
                .filter(t -> t.syncSessionId().equals(asked.syncSessionId())
                        && t.direction() == asked.direction()
                        && t.filter().equals(asked.filter()))
                .orElseThrow(() -> Refusal.text(400, "A transfer session of this id exists already."));
    }

    private MorangoResponse change(TransferAccess.Open open, MorangoRequest request, JsonNode body) {
        TransferSession transfer = open.transfer();
        Optional<Fsic> fsic = clientFsic(body);
        Optional<Long> total = count(body, "records_total");
        Optional<Long> sent = count(body, "bytes_sent");
        Optional<Long> received = count(body, "bytes_received");
        if (fsic.isPresent() || total.isPresent() || sent.isPresent() || received.isPresent()) {
            transfer = replica.sessions().update(transfer.id(), t -> {
                TransferSession changed = t.withBytes(sent.orElse(t.bytesSent()), received.orElse(t.bytesReceived()));
                if (fsic.isPresent() && !t.hasCompleted(TransferStage.SERIALIZING)) {
                    changed = changed.withClientFsic(fsic.get());
                }
                if (total.isPresent() && t.isPush()) {
                    changed = withTotal(changed, total.get());
                }
                return changed;
            });
            hints.stated(transfer);
        }
        Optional<Long> transferred = count(body, "records_transferred");
        if (transferred.isPresent() && !transfer.isPush()) {
            long most = transfer.recordsTotal() == null ? 0 : transfer.recordsTotal();
            transfer = controller.transferred(transfer, Math.min(transferred.get(), most));
        }
        Optional<String> stageName = Json.text(body, "transfer_stage");
        if (stageName.isPresent()) {
            TransferStage stage = TransferStage.ofWireName(stageName.get())
                    .orElseThrow(() -> Refusal.field("transfer_stage", "Is not a stage of a transfer."));
            transfer = proceed(open, transfer, stage, request);
        }
        return MorangoResponse.json(200, TransferJson.render(transfer));
    }

    /**
     * Sets the total. Once records have arrived, it can only become lower, by the records that the client cannot send.
     */
    private TransferSession withTotal(TransferSession transfer, long total) {
        Long before = transfer.recordsTotal();
        if (transfer.recordsTransferred() == 0) {
            return transfer.withTotal(total);
        }
        boolean lower = before != null && total < before && total >= transfer.recordsTransferred();
        if (!lower || transfer.stage() != TransferStage.TRANSFERRING) {
            return transfer;
        }
        TransferSession lowered = transfer.withTotal(total);
        return lowered.isTransferred()
                ? lowered.at(
                        TransferStage.TRANSFERRING,
                        StageStatus.COMPLETED,
                        settings.clock().instant())
                : lowered;
    }

    private TransferSession proceed(
            TransferAccess.Open open, TransferSession transfer, TransferStage stage, MorangoRequest request) {
        boolean allTransferred = transfer.isTransferred() || stage.compareTo(TransferStage.TRANSFERRING) <= 0;
        if (!allTransferred || stage == TransferStage.CLEANUP) {
            throw Refusal.field("transfer_stage", "This stage is not due yet.");
        }
        if (stage == TransferStage.TRANSFERRING) {
            return transfer;
        }
        return active(stages.proceed(
                stage,
                transfer,
                open.session(),
                proof.format(open.session(), request),
                settings.server().asyncAfter()));
    }

    /** Runs the stages inside one request, for clients that cannot ask again. */
    private TransferSession complete(
            TransferStage stage, TransferSession transfer, SyncSession session, MorangoRequest request) {
        TransferSession done = stages.proceed(
                stage,
                transfer,
                session,
                proof.format(session, request),
                settings.sessions().stageTimeout());
        if (!active(done).hasCompleted(stage)) {
            throw failed(done);
        }
        return done;
    }

    private static Refusal failed(TransferSession transfer) {
        return Refusal.detail(
                500,
                "The server failed in stage " + transfer.stage().wireName() + "; its log says why, under transfer "
                        + transfer.id() + ".");
    }

    private MorangoResponse finish(TransferAccess.Open open, MorangoRequest request) {
        TransferSession transfer = open.transfer();
        boolean async = proof.capabilities(open.session(), request).contains(Capability.ASYNC_OPERATIONS);
        boolean due = controller.isReceived(transfer, open.session()) || (transfer.isTransferred() && !async);
        if (due) {
            // The data was acknowledged, whether or not the client requests the next stage.
            stages.proceed(
                    TransferStage.DESERIALIZING,
                    transfer,
                    open.session(),
                    proof.format(open.session(), request),
                    async ? settings.server().asyncAfter() : settings.sessions().stageTimeout());
        }
        if (!stages.await(transfer, settings.server().asyncAfter())) {
            throw Refusal.detail(409, "A stage of this transfer session is still running.");
        }
        if (due) {
            transfer = replica.sessions().transfer(transfer.id()).orElse(transfer);
            checkMerged(async ? transfer : active(transfer));
        }
        if (!transfer.active()) {
            return MorangoResponse.empty(204);
        }
        close(transfer, open.session());
        if (due && !async && !transfer.hasCompleted(TransferStage.DESERIALIZING)) {
            throw failed(transfer);
        }
        return MorangoResponse.empty(204);
    }

    /** Refuses to close a transfer that is not merged yet; its data stays, so that it need not be sent again. */
    private static void checkMerged(TransferSession transfer) {
        if (transfer.active() && !transfer.hasCompleted(TransferStage.DEQUEUING)) {
            throw failed(transfer);
        }
    }

    /**
     * Closes a transfer. Merged records that could not be written into the application's tables are pending; later
     * syncs write them.
     */
    private void close(TransferSession transfer, SyncSession session) {
        TransferSession closed = controller.close(transfer, session);
        String error = transfer.error();
        if (error != null && closed.isTransferred() && !transfer.hasCompleted(TransferStage.DESERIALIZING)) {
            replica.sessions()
                    .update(closed.id(), t -> t.failed(error, settings.clock().instant()));
        }
        if (closed.isTransferred()) {
            audit.completed(session, closed);
        }
    }

    private static Optional<Fsic> clientFsic(JsonNode body) {
        return Json.text(body, "client_fsic").map(FsicJson::parse);
    }

    private static Optional<Long> count(JsonNode body, String member) {
        JsonNode value = body.get(member);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(Json.number(body, member)
                .filter(n -> n >= 0)
                .orElseThrow(() -> Refusal.field(member, "A valid integer is required.")));
    }
}
