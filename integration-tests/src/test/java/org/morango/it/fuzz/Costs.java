package org.morango.it.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Greatest cost of a single call. */
final class Costs {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long BYTES_PER_MEGABYTE = 1024 * 1024;

    private long nanos;
    private long bytes;

    <T> T of(Supplier<T> call) {
        long thread = Thread.currentThread().getId();
        long bytesBefore = THREADS.getThreadAllocatedBytes(thread);
        long before = System.nanoTime();
        T result = call.get();
        nanos = Math.max(nanos, System.nanoTime() - before);
        bytes = Math.max(bytes, THREADS.getThreadAllocatedBytes(thread) - bytesBefore);
        return result;
    }

    /** Returns the megabytes that the most expensive call has allocated, whether freed or not. */
    long megabytes() {
        return bytes / BYTES_PER_MEGABYTE;
    }

    @Override
    public String toString() {
        return "the longest took " + nanos / NANOS_PER_MILLI + " ms, the largest " + megabytes()
                + " MB of memory in all";
    }
}
