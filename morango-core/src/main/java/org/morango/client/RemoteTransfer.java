package org.morango.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.morango.common.MorangoException;
import org.morango.counter.FsicJson;
import org.morango.internal.protocol.Gzip;
import org.morango.internal.protocol.Json;
import org.morango.internal.protocol.Protocol;
import org.morango.internal.protocol.RecordJson;
import org.morango.record.SyncRecord;
import org.morango.session.StageStatus;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The server's side of a transfer. See docs/protocol.md, "A transfer". */
final class RemoteTransfer {
    private final PeerHttp http;
    private final String id;
    private final String path;
    private final Duration stageTimeout;
    private final Clock clock;

    RemoteTransfer(PeerHttp http, String id, PeerSettings settings) {
        this.http = http;
        this.id = id;
        this.path = "transfersessions/" + id + "/";
        this.stageTimeout = settings.sessions().stageTimeout();
        this.clock = settings.clock();
    }

    RemoteState open(TransferSession transfer) {
        ObjectNode body = Json.object();
        body.put("id", id);
        body.put("filter", transfer.filter().toString());
        body.put("push", transfer.isPush());
        body.put("sync_session_id", transfer.syncSessionId());
        body.put("client_fsic", FsicJson.render(transfer.clientFsic()));
        return state(http.send(ClientRequest.post("transfersessions/", body)));
    }

    /** Returns the server's view of the transfer; empty if the server does not know it. */
    Optional<RemoteState> find() {
        ClientRequest call = ClientRequest.get(path, Map.of());
        ClientResponse answer = http.answer(call);
        return answer.status() == 404 ? Optional.empty() : Optional.of(state(http.successful(call, answer)));
    }

    /** Makes one attempt to ask for the server's view of the transfer. */
    RemoteState ask() throws Unanswered {
        ClientRequest call = ClientRequest.get(path, Map.of());
        return state(http.successful(call, http.once(call)));
    }

    /**
     * Sends one request that changes nothing. It is of a kind that HTTP clients do not repeat automatically, as they
     * may repeat a GET.
     */
    void touch() throws Unanswered {
        ClientRequest call = ClientRequest.patch(path, Json.object());
        http.successful(call, http.once(call));
    }

    /** Makes the server run its stages up to the given one, and waits until it has. */
    RemoteState proceed(TransferStage stage, ObjectNode members) {
        members.put("transfer_stage", stage.wireName());
        ClientRequest ask = ClientRequest.patch(path, members);
        Instant asked = clock.instant();
        RemoteState state = state(send(ask));
        Duration waited = Duration.ZERO;
        for (int polls = 0; !state.hasCompleted(stage); polls++) {
            if (state.status() == StageStatus.ERRORED) {
                throw new StageFailedException(state.stage(), id);
            }
            if (waited.compareTo(stageTimeout) >= 0) {
                throw failed("The server did not finish stage " + stage.wireName() + " within "
                        + stageTimeout.toSeconds() + " s.");
            }
            // A server that delays its answer until there is news need not be spared.
            Duration answered = Duration.between(asked, clock.instant());
            Duration delay = http.retries().pollDelay(polls);
            if (answered.compareTo(delay) < 0) {
                http.retries().pause(delay);
                answered = delay;
            }
            waited = waited.plus(answered);
            asked = clock.instant();
            // A running stage is only watched; any other has to be requested again.
            boolean running = state.stage() == stage && state.status() == StageStatus.STARTED;
            state = state(send(running ? ClientRequest.get(path, Map.of()) : ask));
        }
        return state;
    }

    RemoteState proceed(TransferStage stage) {
        return proceed(stage, Json.object());
    }

    void tell(ObjectNode members) {
        state(send(ClientRequest.patch(path, members)));
    }

    private ClientResponse send(ClientRequest call) {
        ClientResponse answer = http.answer(call);
        if (answer.status() == 404) {
            throw gone(ErrorText.of(answer));
        }
        return http.successful(call, answer);
    }

    /** Returns the exception for a transfer that the server does not know any more. */
    TransferGoneException gone(String reason) {
        return new TransferGoneException(id, reason);
    }

    /** Makes one attempt to fetch the next records: parsed, but not yet checked. */
    Fetched fetch(long offset, int limit) throws Unanswered {
        ClientRequest call = ClientRequest.get(
                "buffers/",
                Map.of("transfer_session_id", id, "limit", String.valueOf(limit), "offset", String.valueOf(offset)));
        ClientResponse answer = http.successful(call, http.once(call));
        return new Fetched(RecordJson.readChunk(answer.open(), id, limit), answer.body().length);
    }

    /**
     * A chunk of a pull.
     *
     * @param size its bytes as they crossed the wire
     */
    record Fetched(List<SyncRecord> records, int size) {}

    /** Prepares a chunk to be sent that begins at an offset. */
    ClientRequest packed(List<SyncRecord> chunk, long offset, boolean gzip) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (gzip) {
            try (Gzip packer = Gzip.small(body)) {
                RecordJson.writeChunk(packer, id, chunk);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            RecordJson.writeChunk(body, id, chunk);
        }
        Map<String, String> place =
                http.isBound() ? Map.of("transfer_session_id", id, "offset", String.valueOf(offset)) : Map.of();
        return new ClientRequest(
                "POST", "buffers/", place, body.toByteArray(), gzip ? Protocol.GZIP_TYPE : Protocol.JSON_TYPE, null);
    }

    void close() {
        http.delete(path);
    }

    private RemoteState state(ClientResponse answer) {
        JsonNode body = answer.json();
        return RemoteState.parse(body, id);
    }

    private MorangoException failed(String message) {
        return new MorangoException(message, Map.of("transfer", id));
    }
}
