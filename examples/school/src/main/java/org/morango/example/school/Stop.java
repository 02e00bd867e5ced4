package org.morango.example.school;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command run until the process is told to end, and lets the process wait until the command has cleaned up. */
final class Stop {
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    Stop() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** Waits until the process is told to end. */
    void await() throws InterruptedException {
        stopping.await();
    }

    /** Says that the command has cleaned up. */
    void done() {
        closed.countDown();
    }

    /** Runs when the process is told to end; the process ends when this method returns. */
    private void stop() {
        stopping.countDown();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
