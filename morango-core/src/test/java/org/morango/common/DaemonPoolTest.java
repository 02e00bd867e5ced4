package org.morango.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DaemonPoolTest {
    private final ExecutorService pool = Threads.daemons().pool("test-pool", 3);

    @AfterEach
    void shutDown() {
        pool.shutdownNow();
    }

    @Test
    void idleThreadTakesTheNextTask() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            pool.submit(() -> names.add(Thread.currentThread().getName())).get();
            // A thread is idle a moment after its task is done.
            while (!isIdle("test-pool-1")) {
                Thread.onSpinWait();
            }
        }
        assertThat(names).containsExactly("test-pool-1");
    }

    private static boolean isIdle(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .allMatch(thread -> thread.isDaemon() && thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void asManyTasksAsThePoolIsLargeRunAtOnceAndTheRestWaits() throws Exception {
        AtomicInteger running = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(pool.submit(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                three.countDown();
                goOn.await();
                return running.decrementAndGet();
            }));
        }
        assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        for (Future<?> task : tasks) {
            task.get(30, TimeUnit.SECONDS);
        }
        assertThat(most).hasValue(3);
    }

    @Test
    void queuedTasksRunAfterShutDownAndNoneIsTakenAnyMore() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            pool.submit(() -> {
                goOn.await();
                return done.incrementAndGet();
            });
        }
        pool.shutdown();
        assertThatThrownBy(() -> pool.submit(done::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        goOn.countDown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(10);
    }

    @Test
    void noTaskIsLostAmongManyCallers() throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 2_000; i++) {
                    pool.execute(done::incrementAndGet);
                }
            });
            thread.start();
            callers.add(thread);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(16_000);
    }
}
