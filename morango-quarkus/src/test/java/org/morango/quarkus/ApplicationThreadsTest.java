package org.morango.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ApplicationThreadsTest {

    @Test
    void threadsHaveTheLoaderWhileTheyWork() throws Exception {
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
        List<ClassLoader> seen = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        ExecutorService application = new ApplicationThreads((name, size) -> thread, loader).pool("test", 1);
        application.execute(() -> seen.add(Thread.currentThread().getContextClassLoader()));
        thread.execute(() -> seen.add(Thread.currentThread().getContextClassLoader()));
        application.shutdown();
        assertThat(thread.isShutdown()).isTrue();
        assertThat(application.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(2).first().isSameAs(loader);
        assertThat(seen.get(1)).isNotSameAs(loader);
    }

    @Test
    void announcedPathIsBelowTheRootPath() {
        assertThat(LocalNetwork.path("/", "/")).isEqualTo("/");
        assertThat(LocalNetwork.path("/app", "sync/")).isEqualTo("/app/sync/");
    }
}
