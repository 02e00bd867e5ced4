package org.morango.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/**
 * One push or one pull of one filter. Protocol section 5.
 *
 * @param id 32 hex digits, chosen by the client, the same on both sides
 * @param syncSessionId the session it belongs to
 * @param filter the partitions it covers
 * @param push whether the client sends; otherwise the client receives
 * @param active whether it is still going on
 * @param started when it was opened, by this side's clock
 * @param lastActivity when it last moved, by this side's clock
 * @param recordsTransferred records that have crossed the wire so far
 * @param recordsTotal records that will cross it; null before the sender has queued them
 * @param bytesSent bytes of bodies sent by the client in this transfer
 * @param bytesReceived bytes of bodies received by the client in this transfer
 * @param clientFsic what the client holds of the filter, as JSON; {@code {}} before it is known, and after the end
 * @param serverFsic what the server holds of the filter, as JSON; {@code {}} before it is known, and after the end
 * @param stage the stage it has reached
 * @param status how far that stage is
 * @param error what went wrong, for the operator of this side; null if nothing did
 */
public record TransferSession(
        String id,
        String syncSessionId,
        Filter filter,
        boolean push,
        boolean active,
        Instant started,
        Instant lastActivity,
        long recordsTransferred,
        @Nullable Long recordsTotal,
        long bytesSent,
        long bytesReceived,
        String clientFsic,
        String serverFsic,
        TransferStage stage,
        StageStatus status,
        @Nullable String error) {

    /** The text of an FSIC that is not known yet. */
    public static final String NO_FSIC = "{}";

    /** A transfer that has just been opened. */
    public static TransferSession opened(String id, String syncSessionId, Filter filter, boolean push, Instant now) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                push,
                true,
                now,
                now,
                0,
                null,
                0,
                0,
                NO_FSIC,
                NO_FSIC,
                TransferStage.INITIALIZING,
                StageStatus.COMPLETED,
                null);
    }

    /** Whether everything the sender queued has crossed the wire; false while the total is unknown. */
    public boolean isTransferred() {
        return recordsTotal != null && recordsTransferred >= recordsTotal;
    }

    /** Whether that stage has been reached and is done. */
    public boolean hasCompleted(TransferStage wanted) {
        return stage.compareTo(wanted) > 0 || (stage == wanted && status == StageStatus.COMPLETED);
    }

    public TransferSession at(TransferStage newStage, StageStatus newStatus, Instant now) {
        return copy(active, now, recordsTransferred, recordsTotal, clientFsic, serverFsic, newStage, newStatus, null);
    }

    /** This transfer with an error; a stage that is done stays done. */
    public TransferSession failed(String reason, Instant now) {
        return copy(
                active,
                now,
                recordsTransferred,
                recordsTotal,
                clientFsic,
                serverFsic,
                stage,
                status == StageStatus.COMPLETED ? status : StageStatus.ERRORED,
                reason);
    }

    public TransferSession transferred(long records, Instant now) {
        return copy(active, now, records, recordsTotal, clientFsic, serverFsic, stage, status, error);
    }

    /** This transfer with another filter, before anything was made of the first. */
    public TransferSession withFilter(Filter newFilter) {
        return new TransferSession(
                id,
                syncSessionId,
                newFilter,
                push,
                active,
                started,
                lastActivity,
                recordsTransferred,
                recordsTotal,
                bytesSent,
                bytesReceived,
                clientFsic,
                serverFsic,
                stage,
                status,
                error);
    }

    public TransferSession withTotal(@Nullable Long records) {
        return copy(active, lastActivity, recordsTransferred, records, clientFsic, serverFsic, stage, status, error);
    }

    public TransferSession withClientFsic(String fsic) {
        return copy(active, lastActivity, recordsTransferred, recordsTotal, fsic, serverFsic, stage, status, error);
    }

    public TransferSession withServerFsic(String fsic) {
        return copy(active, lastActivity, recordsTransferred, recordsTotal, clientFsic, fsic, stage, status, error);
    }

    public TransferSession withBytes(long sent, long received) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                push,
                active,
                started,
                lastActivity,
                recordsTransferred,
                recordsTotal,
                sent,
                received,
                clientFsic,
                serverFsic,
                stage,
                status,
                error);
    }

    /** This transfer as it is kept: what the two sides held is of no use any more, and may be large. */
    public TransferSession closed(Instant now) {
        return copy(
                false,
                now,
                recordsTransferred,
                recordsTotal,
                NO_FSIC,
                NO_FSIC,
                TransferStage.CLEANUP,
                StageStatus.COMPLETED,
                null);
    }

    private TransferSession copy(
            boolean newActive,
            Instant activity,
            long transferred,
            @Nullable Long total,
            String newClientFsic,
            String newServerFsic,
            TransferStage newStage,
            StageStatus newStatus,
            @Nullable String newError) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                push,
                newActive,
                started,
                activity,
                transferred,
                total,
                bytesSent,
                bytesReceived,
                newClientFsic,
                newServerFsic,
                newStage,
                newStatus,
                newError);
    }
}
