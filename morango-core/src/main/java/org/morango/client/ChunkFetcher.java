package org.morango.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.morango.common.MorangoException;
import org.morango.record.SyncRecord;

/**
 * Fetches the server's queue in chunks that get through. One chunk is on its way while the previous one is being
 * stored.
 */
final class ChunkFetcher implements AutoCloseable {
    private final ClientSession on;
    private final RemoteTransfer remote;
    private final String transferId;
    private final long total;
    private final ChunkLimit limit;
    private final Ahead<List<SyncRecord>> ahead;
    private boolean isRunning;

    ChunkFetcher(ClientSession on, RemoteTransfer remote, String transferId, long total) {
        this.on = on;
        this.remote = remote;
        this.transferId = transferId;
        this.total = total;
        this.limit = new ChunkLimit(on.settings());
        this.ahead = new Ahead<>(on.settings().threads(), true);
    }

    /** Returns the chunk that begins at an offset: the first one, or the one after the last. */
    List<SyncRecord> next(long offset) {
        if (!isRunning) {
            ahead.start(() -> fetch(offset));
        }
        List<SyncRecord> chunk = ahead.take();
        long end = offset + chunk.size();
        if (chunk.isEmpty() || end > total) {
            throw new MorangoException(
                    "The server announced " + total + " records, but sends "
                            + (chunk.isEmpty() ? "only " + offset : "more") + ".",
                    Map.of("transfer", transferId));
        }
        isRunning = end < total;
        if (isRunning) {
            ahead.start(() -> fetch(end));
        }
        return chunk;
    }

    private List<SyncRecord> fetch(long offset) {
        try {
            return on.http().retries().run(() -> attempt(offset));
        } catch (ConnectionException e) {
            throw limit.records() == 1 ? stuck(e, offset) : e;
        }
    }

    private List<SyncRecord> attempt(long offset) throws Unanswered {
        Clock clock = on.settings().clock();
        while (true) {
            int records = limit.records();
            Instant begun = clock.instant();
            try {
                RemoteTransfer.Fetched fetched = remote.fetch(offset, records);
                if (!fetched.records().isEmpty()) {
                    limit.measured(fetched.records().size(), fetched.size());
                }
                limit.arrived(fetched.size(), Duration.between(begun, clock.instant()));
                return fetched.records();
            } catch (Unanswered e) {
                if (e.lessMayDo()) {
                    limit.failed(limit.size(records));
                }
                throw e;
            } catch (AnswerTooLargeException e) {
                if (records == 1) {
                    throw e;
                }
                limit.refused(limit.size(records));
            }
        }
    }

    private ConnectionException stuck(ConnectionException cause, long offset) {
        return new ConnectionException(
                cause.getMessage() + " Record " + (offset + 1) + " of " + total
                        + " does not get through even alone; the records before it are stored.",
                Map.of("transfer", transferId),
                cause);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
