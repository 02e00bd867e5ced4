package org.morango.benchmark;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the library logs at its usual level, and discards it. */
final class CountedLog extends OutputStream {
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private CountedLog() {}

    /** Installs the counter; must be called before the first logger is created. */
    static CountedLog install() {
        CountedLog log = new CountedLog();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setProperty("org.slf4j.simpleLogger.log.org.morango", "info");
        return log;
    }

    @Override
    public void write(int octet) {
        bytes.incrementAndGet();
        if (octet == '\n') {
            lines.incrementAndGet();
        }
    }

    long lines() {
        return lines.get();
    }

    long bytes() {
        return bytes.get();
    }
}
