package org.morango.benchmark;

import java.util.zip.CRC32;

/** Repeats the same computation. The variation of its time shows how much the machine is disturbed. */
final class Noise {
    private static final int ROUNDS = 40_000;

    private final byte[] data = new byte[8 * 1024];
    private final Samples samples = new Samples();
    private long sum;

    void sample() {
        long start = System.nanoTime();
        CRC32 crc = new CRC32();
        for (int i = 0; i < ROUNDS; i++) {
            crc.update(data);
        }
        sum += crc.getValue();
        samples.add((System.nanoTime() - start) / 1e6);
    }

    /** Returns a line for the report. It includes the first samples, in which the loop is compiled. */
    String text() {
        return "machine: a fixed loop took " + samples.text("%.0f") + " ms" + (sum == 0 ? "." : "");
    }
}
