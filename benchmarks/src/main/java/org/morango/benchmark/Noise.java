package org.morango.benchmark;

import java.util.zip.CRC32;

/** The same piece of arithmetic each time: how much its time varies is how much the machine is disturbed. */
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

    /** For the report; the first samples, in which the loop is compiled, are part of it. */
    String text() {
        return "machine: a fixed loop took " + samples.text("%.0f") + " ms" + (sum == 0 ? "." : "");
    }
}
