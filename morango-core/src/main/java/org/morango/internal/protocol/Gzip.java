package org.morango.internal.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses records. Most of a record is random hexadecimal digits, in which short repetitions cost more than they
 * save.
 */
public final class Gzip extends GZIPOutputStream {
    private Gzip(OutputStream out, int level) throws IOException {
        super(out);
        def.setLevel(level);
        def.setStrategy(Deflater.FILTERED);
    }

    /** Compresses for the wire, where each byte counts. */
    public static Gzip small(OutputStream out) throws IOException {
        return new Gzip(out, Deflater.DEFAULT_COMPRESSION);
    }

    /** Compresses data that is soon uncompressed again. */
    public static Gzip fast(OutputStream out) throws IOException {
        return new Gzip(out, Deflater.BEST_SPEED);
    }
}
