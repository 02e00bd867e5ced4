package org.morango.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.ChunkJson;
import org.morango.record.SyncRecord;
import org.morango.session.TransferSession;

/** Sends the queue in chunks that get through, each starting at the record that the server asks for. */
final class ChunkSender implements AutoCloseable {
    private static final int TOO_LARGE = 413;
    /** A server or proxy that refuses less than this as too large refuses everything. */
    private static final int USUAL_LIMIT = 8 * 1024;

    private final ClientSession on;
    private final RemoteTransfer remote;
    private final TransferSession queued;
    private final LeftOut leftOut;
    private long total;
    private final ChunkLimit limit;
    private final Ahead<Packed> ahead;
    private long aheadOffset = -1;
    /** Whether small requests have failed like chunks, so that smaller chunks would not help. */
    private boolean smallOnesFail;

    /** Leaves out a record that does not get through, and returns how many records remain. */
    @FunctionalInterface
    interface LeftOut {
        long leaveOut(long offset, SyncRecord single, int size);
    }

    ChunkSender(ClientSession on, RemoteTransfer remote, TransferSession queued, long total, LeftOut leftOut) {
        this.leftOut = leftOut;
        this.on = on;
        this.remote = remote;
        this.queued = queued;
        this.total = total;
        this.limit = new ChunkLimit(on.settings());
        this.ahead = new Ahead<>(on.settings().threads(), false);
    }

    /** A chunk that is ready to be sent. */
    private record Packed(List<SyncRecord> records, long end, ClientRequest call) {
        int size() {
            return call.body().length;
        }

        boolean isSingle() {
            return records.size() == 1;
        }
    }

    /**
     * Sends the chunk that begins at an offset, and returns the server's offset afterwards: usually the end of the
     * chunk.
     */
    long send(long offset) {
        Sending sending = new Sending(offset);
        try {
            return on.http().retries().run(sending::attempt);
        } catch (ConnectionException e) {
            throw sending.isStuck() ? stuck(e, Objects.requireNonNull(sending.last)) : e;
        }
    }

    private final class Sending {
        private final long offset;
        private long sent;
        private @Nullable Packed last;
        private boolean lessMayDo;
        private int failures;
        /** Whether the server is known to lack the chunk that was sent. */
        private boolean isMissing;

        Sending(long offset) {
            this.offset = offset;
        }

        long attempt() throws Unanswered {
            if (last != null && !isMissing) {
                // Perhaps only the answer was lost.
                long known = remote.ask().transferred();
                if (known > sent) {
                    throw new MorangoException(
                            "The server counts more records than were sent.", Map.of("transfer", queued.id()));
                }
                if (known != offset) {
                    return known;
                }
                isMissing = true;
                if (failures > 1 || smallOnesFail) {
                    learn(last);
                }
            }
            isMissing = false;
            while (offset < total) {
                Packed chunk = chunk(offset);
                last = chunk;
                sent = Math.max(sent, chunk.end());
                if (arrives(chunk)) {
                    return chunk.end();
                }
            }
            return offset;
        }

        /**
         * Smaller chunks may help if small requests get through. The request that tests this also changes the turn of a
         * proxy that uses its nodes one after the other. Otherwise the proxy would hand each attempt to the same node,
         * which may be dead.
         */
        private void learn(Packed failed) throws Unanswered {
            smallOnesFail = true;
            remote.touch();
            smallOnesFail = false;
            if (lessMayDo) {
                makeSmaller(failed);
            }
        }

        private void makeSmaller(Packed failed) {
            limit.failed(failed.size());
            aheadOffset = -1;
        }

        /** Sends a chunk; returns false if it is too large, so that another has to be made. */
        private boolean arrives(Packed chunk) throws Unanswered {
            Clock clock = on.settings().clock();
            Instant begun = clock.instant();
            ClientResponse answer;
            try {
                answer = on.http().once(chunk.call());
            } catch (Unanswered e) {
                lessMayDo = e.lessMayDo();
                failures++;
                if (lessMayDo && failures == 1 && !smallOnesFail) {
                    makeSmaller(chunk);
                }
                throw e;
            }
            if (answer.status() == TOO_LARGE && (!chunk.isSingle() || chunk.size() > USUAL_LIMIT)) {
                aheadOffset = -1;
                if (chunk.isSingle()) {
                    total = leftOut.leaveOut(offset, chunk.records().get(0), chunk.size());
                } else {
                    limit.refused(chunk.size());
                }
                return false;
            }
            on.http().successful(chunk.call(), answer);
            limit.arrived(chunk.size(), Duration.between(begun, clock.instant()));
            return true;
        }

        /** Returns whether not even a single record gets through. */
        boolean isStuck() {
            return lessMayDo && last != null && last.isSingle();
        }
    }

    private static ConnectionException stuck(ConnectionException cause, Packed chunk) {
        SyncRecord single = chunk.records().get(0);
        return new ConnectionException(
                cause.getMessage() + " Record " + single.id() + " of model " + single.modelName()
                        + " does not get through even alone: it has " + chunk.size() + " bytes as sent.",
                Map.of("record", single.id()),
                cause.getCause());
    }

    /** Returns the chunk that begins at an offset, and starts to prepare the one after it. */
    private Packed chunk(long offset) {
        Packed chunk = aheadOffset == offset ? ahead.take() : pack(offset);
        if (chunk.size() > limit.bytes() && !chunk.isSingle()) {
            // It was prepared before a failure.
            chunk = pack(offset);
        }
        aheadOffset = -1;
        if (chunk.end() < total) {
            long end = chunk.end();
            aheadOffset = end;
            ahead.start(() -> pack(end));
        }
        return chunk;
    }

    private Packed pack(long offset) {
        List<SyncRecord> records = on.controller().chunk(queued, offset, limit.records());
        if (records.isEmpty()) {
            throw new MorangoException(
                    "Only " + offset + " of the records queued for the server are still there.",
                    Map.of("transfer", queued.id()));
        }
        while (true) {
            ClientRequest call = remote.packed(records, offset, on.isGzip());
            int size = call.body().length;
            limit.measured(records.size(), size);
            if (size <= limit.bytes() || records.size() == 1) {
                return new Packed(records, offset + records.size(), call);
            }
            records = records.subList(0, ChunkJson.share(records.size(), limit.bytes(), size));
        }
    }

    @Override
    public void close() {
        ahead.close();
    }
}
