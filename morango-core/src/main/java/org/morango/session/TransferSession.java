package org.morango.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Fsic;
import org.morango.record.Filter;

/**
 * One push or one pull of one filter. See docs/protocol.md, "A transfer".
 *
 * @param id 32 hexadecimal digits, chosen by the client, the same on both sides
 * @param syncSessionId the sync session that it belongs to
 * @param filter the partitions that it covers
 * @param direction which side sends
 * @param active whether it is still open
 * @param started when it was opened, by this side's clock
 * @param lastActivity when it was last active, by this side's clock
 * @param recordsTransferred number of records that have crossed the wire so far
 * @param recordsTotal number of records that will cross it; null before the sender has queued them
 * @param bytesSent bytes of bodies that the client has sent in this transfer
 * @param bytesReceived bytes of bodies that the client has received in this transfer
 * @param clientFsic what the client holds of the filter; {@link Fsic#NONE} before it is known, and after the end
 * @param serverFsic what the server holds of the filter; {@link Fsic#NONE} before it is known, and after the end
 * @param stage the stage that it has reached
 * @param status the progress of that stage
 * @param error what went wrong, for the operator of this side; null if nothing did
 */
public record TransferSession(
        String id,
        String syncSessionId,
        Filter filter,
        Direction direction,
        boolean active,
        Instant started,
        Instant lastActivity,
        long recordsTransferred,
        @Nullable Long recordsTotal,
        long bytesSent,
        long bytesReceived,
        Fsic clientFsic,
        Fsic serverFsic,
        TransferStage stage,
        StageStatus status,
        @Nullable String error) {

    /** Makes a transfer that has just been opened. */
    public static TransferSession opened(
            String id, String syncSessionId, Filter filter, Direction direction, Instant now) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                direction,
                true,
                now,
                now,
                0,
                null,
                0,
                0,
                Fsic.NONE,
                Fsic.NONE,
                TransferStage.INITIALIZING,
                StageStatus.COMPLETED,
                null);
    }

    /** Returns whether the client sends; otherwise the server does. */
    public boolean isPush() {
        return direction == Direction.PUSH;
    }

    /** Returns whether all queued records have crossed the wire; false while the total is not known. */
    public boolean isTransferred() {
        return recordsTotal != null && recordsTransferred >= recordsTotal;
    }

    /** Returns whether that stage has been reached and completed. */
    public boolean hasCompleted(TransferStage wanted) {
        return stage.compareTo(wanted) > 0 || (stage == wanted && status == StageStatus.COMPLETED);
    }

    /** Returns this transfer at a stage with a status, and without an error. */
    public TransferSession at(TransferStage newStage, StageStatus newStatus, Instant now) {
        return copy(active, now, recordsTransferred, recordsTotal, clientFsic, serverFsic, newStage, newStatus, null);
    }

    /** Returns this transfer with an error; a completed stage stays completed. */
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

    /** Returns this transfer with the number of records that have crossed the wire so far. */
    public TransferSession transferred(long records, Instant now) {
        return copy(active, now, records, recordsTotal, clientFsic, serverFsic, stage, status, error);
    }

    /** Returns this transfer with another filter; only valid before anything was done with the first one. */
    public TransferSession withFilter(Filter newFilter) {
        return new TransferSession(
                id,
                syncSessionId,
                newFilter,
                direction,
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

    /** Returns this transfer with the number of records that will cross the wire; null if it is not known. */
    public TransferSession withTotal(@Nullable Long records) {
        return copy(active, lastActivity, recordsTransferred, records, clientFsic, serverFsic, stage, status, error);
    }

    /** Returns this transfer with the client's FSIC. */
    public TransferSession withClientFsic(Fsic fsic) {
        return copy(active, lastActivity, recordsTransferred, recordsTotal, fsic, serverFsic, stage, status, error);
    }

    /** Returns this transfer with the server's FSIC. */
    public TransferSession withServerFsic(Fsic fsic) {
        return copy(active, lastActivity, recordsTransferred, recordsTotal, clientFsic, fsic, stage, status, error);
    }

    /** Returns this transfer with the bytes of bodies that the client has sent and received. */
    public TransferSession withBytes(long sent, long received) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                direction,
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

    /**
     * Returns this transfer as it is stored after its end: without the FSICs, which are no longer of use and may be
     * large.
     */
    public TransferSession closed(Instant now) {
        return copy(
                false,
                now,
                recordsTransferred,
                recordsTotal,
                Fsic.NONE,
                Fsic.NONE,
                TransferStage.CLEANUP,
                StageStatus.COMPLETED,
                null);
    }

    private TransferSession copy(
            boolean newActive,
            Instant activity,
            long transferred,
            @Nullable Long total,
            Fsic newClientFsic,
            Fsic newServerFsic,
            TransferStage newStage,
            StageStatus newStatus,
            @Nullable String newError) {
        return new TransferSession(
                id,
                syncSessionId,
                filter,
                direction,
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
