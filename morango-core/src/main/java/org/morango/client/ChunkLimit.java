package org.morango.client;

import java.time.Duration;
import org.morango.PeerSettings;

/**
 * How large the next chunk may be. It learns two things from what arrives and what does not: how large one chunk may be, and how
 * much a connection carries before it breaks. Within what has gone well before, chunks are as large as they were; beyond
 * that they try a little more each time. Safe for use by several threads: one makes the next chunk ready while another
 * sends the last.
 */
final class ChunkLimit {
    private static final int FIRST = 64 * 1024;
    private static final int LEAST = 512;
    /** What goes with a chunk over its connection: the headers of a request and its answer. */
    private static final int OVERHEAD = 700;
    /** A record of a few short attributes, packed; the first chunk shows how large they are. */
    private static final double USUAL_RECORD = 300;
    /** A chunk that takes longer than this is not to grow: each failure would cost so much. */
    private static final Duration LONG = Duration.ofSeconds(15);

    private final int mostRecords;
    /** The largest that may be: what is set, or what was not refused as too large. */
    private int ceiling;
    /** The largest that has arrived, and has not failed since. */
    private int good;
    /** The next that goes beyond what has arrived so far. */
    private int probe;
    /** What a connection is known to carry. */
    private long safe;
    /** What has arrived since the last failure. */
    private long carried;

    private boolean hasFailed;
    private double perRecord = USUAL_RECORD;

    ChunkLimit(PeerSettings settings) {
        this.mostRecords = settings.chunkSize();
        this.ceiling = settings.chunkBytes();
        this.probe = FIRST;
    }

    /** The most bytes of the next chunk; a single record may have more. */
    synchronized int bytes() {
        long wanted = isProbing() ? probe : Math.min(good, safe - carried - OVERHEAD);
        return (int) Math.max(LEAST, Math.min(ceiling, wanted));
    }

    private boolean isProbing() {
        return safe - carried < OVERHEAD + LEAST;
    }

    /** How many records probably go into it. */
    synchronized int records() {
        return (int) Math.max(1, Math.min(mostRecords, bytes() / perRecord));
    }

    /** The bytes that so many records probably have. */
    synchronized int size(int records) {
        return (int) Math.min(bytes(), records * perRecord);
    }

    /** That many records have so many bytes. */
    synchronized void measured(int records, long size) {
        perRecord = Math.max(1, (double) size / records);
    }

    synchronized void arrived(int size, Duration took) {
        boolean probing = isProbing();
        carried += size + OVERHEAD;
        safe = Math.max(safe, carried);
        if (took.compareTo(LONG.multipliedBy(2)) > 0) {
            good = size / 2;
            probe = Math.min(probe, good);
            return;
        }
        good = Math.max(good, size);
        if (probing && took.compareTo(LONG) < 0) {
            probe = Math.min(ceiling, Math.max(hasFailed ? 0 : probe, size * 2));
        }
    }

    /** A chunk of that size has not got through. */
    synchronized void failed(long size) {
        hasFailed = true;
        int half = (int) Math.max(LEAST, Math.min(ceiling, size) / 2);
        if (carried == 0) {
            safe = Math.min(safe, half);
            good = Math.min(good, half);
        } else if (carried < safe / 2) {
            safe = safe / 2;
            good = Math.min(good, half);
        } else {
            // It is the connection that has come to its end, not the chunk that was too large.
            safe = carried;
        }
        probe = (int) Math.max(Math.max(LEAST, safe / 16), safe == 0 ? half : Math.min(half, safe / 4));
        good = (int) Math.max(good, safe / 8);
        carried = 0;
    }

    /** A chunk of that size never gets through. */
    synchronized void refused(long size) {
        ceiling = (int) Math.max(LEAST, Math.min(ceiling, size / 2));
        probe = Math.min(probe, ceiling);
    }
}
