package org.morango.internal.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that its reader cannot close, so that the rest can still be drained. */
public final class DrainableBody extends FilterInputStream {
    /** Most bytes of a refused body that are read and dropped, so that its sender gets to read the answer. */
    private static final long DRAINED = 8L * 1024 * 1024;

    public DrainableBody(InputStream in) {
        super(in);
    }

    @Override
    public void close() {}

    /** Drops the unread bytes, up to a limit. */
    public void drain() throws IOException {
        byte[] dropped = new byte[8_192];
        long left = DRAINED;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = read(dropped);
            left -= Math.max(0, read);
        }
    }
}
