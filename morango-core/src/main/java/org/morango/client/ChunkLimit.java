package org.morango.client;

import java.time.Duration;
import org.morango.settings.PeerSettings;

/**
 * Decides how large the next chunk may be. It learns two things from chunks that arrive and chunks that fail: how large
 * one chunk may be, and how much a connection carries before it breaks. Up to a size that has worked before, chunks
 * keep their size; beyond it they grow a little each time. Thread-safe: one thread prepares the next chunk while
 * another sends the last.
 */
final class ChunkLimit {
    private static final int FIRST = 64 * 1024;
    private static final int LEAST = 512;
    /** Bytes that travel with a chunk over its connection: the headers of a request and its answer. */
    private static final int OVERHEAD = 700;
    /** Bytes of a compressed record with a few short attributes; the first chunk shows the actual size. */
    private static final double USUAL_RECORD = 300;
    /** A chunk that takes longer than this must not grow: each failure would cost that much time. */
    private static final Duration LONG = Duration.ofSeconds(15);

    private final int mostRecords;
    /** Largest size allowed: the setting, or the largest size that was not refused as too large. */
    private int ceiling;
    /** Largest size that has arrived and has not failed since. */
    private int good;
    /** Next size to try beyond the sizes that have arrived so far. */
    private int probe;
    /** Bytes that a connection is known to carry. */
    private long safe;
    /** Bytes that have arrived since the last failure. */
    private long carried;

    private boolean hasFailed;
    private double perRecord = USUAL_RECORD;

    ChunkLimit(PeerSettings settings) {
        this.mostRecords = settings.limits().chunkSize();
        this.ceiling = settings.limits().chunkBytes();
        this.probe = FIRST;
    }

    /** Returns the most bytes of the next chunk; a single record may have more. */
    synchronized int bytes() {
        long wanted = isProbing() ? probe : Math.min(good, safe - carried - OVERHEAD);
        return (int) Math.max(LEAST, Math.min(ceiling, wanted));
    }

    private boolean isProbing() {
        return safe - carried < OVERHEAD + LEAST;
    }

    /** Returns how many records probably fit into the next chunk. */
    synchronized int records() {
        return (int) Math.max(1, Math.min(mostRecords, bytes() / perRecord));
    }

    /** Returns the probable size of so many records, in bytes. */
    synchronized int size(int records) {
        return (int) Math.min(bytes(), records * perRecord);
    }

    /** Notes that so many records have so many bytes. */
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

    /** Notes that a chunk of that size has not got through. */
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
            // The connection has reached its limit; the chunk was not too large.
            safe = carried;
        }
        probe = (int) Math.max(Math.max(LEAST, safe / 16), safe == 0 ? half : Math.min(half, safe / 4));
        good = (int) Math.max(good, safe / 8);
        carried = 0;
    }

    /** Notes that a chunk of that size never gets through. */
    synchronized void refused(long size) {
        ceiling = (int) Math.max(LEAST, Math.min(ceiling, size / 2));
        probe = Math.min(probe, ceiling);
    }
}
