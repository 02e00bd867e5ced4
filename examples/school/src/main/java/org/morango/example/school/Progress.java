package org.morango.example.school;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncEvent;

/**
 * Progress bar of one transfer, on standard error. Shown only when records are transferred, so not if there are none.
 */
final class Progress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    private final String name;
    private @Nullable ProgressBar bar;

    Progress(String name) {
        this.name = name;
    }

    void start() {
        bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(0)
                .setUnit(" records", 1)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
    }

    void update(SyncEvent event) {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.maxHint(event.recordsTotal());
            shown.stepTo(event.recordsTransferred());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
