package org.morango.client;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.counter.Fsic;
import org.morango.counter.FsicJson;
import org.morango.internal.protocol.Json;
import org.morango.record.Filter;
import org.morango.session.StageStatus;
import org.morango.session.TransferStage;
import tools.jackson.databind.JsonNode;

/**
 * The server's view of a transfer.
 *
 * @param total null while the server does not know how many records there are
 * @param filter null if the server does not state it
 * @param transferred how many records have crossed the wire, as far as the server knows
 */
record RemoteState(
        TransferStage stage,
        StageStatus status,
        @Nullable Long total,
        long transferred,
        Fsic serverFsic,
        @Nullable Filter filter) {

    static RemoteState parse(JsonNode answer, String transferId) {
        Optional<TransferStage> stage = Json.text(answer, "transfer_stage").flatMap(TransferStage::ofWireName);
        Optional<StageStatus> status =
                Json.text(answer, "transfer_stage_status").flatMap(StageStatus::ofWireName);
        if (stage.isEmpty()
                || status.isEmpty()
                || !transferId.equals(Json.text(answer, "id").orElse(""))) {
            throw new MorangoException(
                    "The server's answer is not about this transfer.", Map.of("transfer", transferId));
        }
        Optional<Long> total = Json.number(answer, "records_total");
        if (total.isPresent() && total.get() < 0) {
            throw new MorangoException("The server's number of records is negative.", Map.of("transfer", transferId));
        }
        Fsic fsic = Json.text(answer, "server_fsic").map(FsicJson::parse).orElse(Fsic.NONE);
        long transferred =
                Json.number(answer, "records_transferred").filter(n -> n >= 0).orElse(0L);
        @Nullable Filter filter = Json.text(answer, "filter").map(Filter::parse).orElse(null);
        return new RemoteState(stage.get(), status.get(), total.orElse(null), transferred, fsic, filter);
    }

    boolean hasCompleted(TransferStage wanted) {
        return stage.compareTo(wanted) > 0 || (stage == wanted && status == StageStatus.COMPLETED);
    }
}
