package org.morango.client;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The wish to end what runs in a session. Work on the database notices it between two steps. Only threads that wait for
 * an answer or in a pause are interrupted: H2 closes its files when a thread that reads them is.
 */
final class Cancellation {
    private final Set<Thread> waiting = new HashSet<>();
    private final Set<Thread> interrupted = new HashSet<>();
    private int running;
    private boolean isRequested;

    /** Waits for something, and may be interrupted. */
    @FunctionalInterface
    interface Waiting<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    /** Something begins that can be cancelled, possibly as a part of something else. */
    synchronized void begin() {
        if (running++ == 0) {
            isRequested = false;
        }
    }

    synchronized void end() {
        if (--running == 0) {
            isRequested = false;
        }
    }

    /** Ends what runs now; does nothing if nothing does. */
    synchronized void request() {
        if (running > 0) {
            isRequested = true;
            waiting.forEach(Thread::interrupt);
            interrupted.addAll(waiting);
            waiting.clear();
        }
    }

    synchronized boolean isRequested() {
        return isRequested;
    }

    /** @throws CancelledException if what runs is to end */
    void check() {
        if (isRequested()) {
            throw cancelled();
        }
    }

    /**
     * Waits, unless what runs is to end.
     *
     * @throws CancelledException if what runs is to end; the thread does not stay interrupted by that
     * @throws InterruptedException if the thread was interrupted for another reason
     */
    <T, E extends Exception> T await(Waiting<T, E> wait) throws E, InterruptedException {
        enter();
        try {
            return wait.run();
        } catch (InterruptedException e) {
            if (isRequested()) {
                throw cancelled();
            }
            throw e;
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (isRequested) {
            throw cancelled();
        }
        waiting.add(Thread.currentThread());
    }

    private synchronized void leave() {
        waiting.remove(Thread.currentThread());
        if (interrupted.remove(Thread.currentThread())) {
            Thread.interrupted();
        }
    }

    private static CancelledException cancelled() {
        return new CancelledException("The push, pull or sync of this session was cancelled.", Map.of(), null);
    }
}
