package org.morango.client;

import java.util.function.Consumer;

/** The signals of one phase: started, in progress, completed. A phase that fails is not completed. */
public final class SyncSignalGroup {
    private final SyncSignal started;
    private final SyncSignal inProgress;
    private final SyncSignal completed;

    SyncSignalGroup(String name) {
        this.started = new SyncSignal(name + ".started");
        this.inProgress = new SyncSignal(name + ".inProgress");
        this.completed = new SyncSignal(name + ".completed");
    }

    /** Returns the signal for the start of the phase. */
    public SyncSignal started() {
        return started;
    }

    /** Returns the signal for the progress of the phase. */
    public SyncSignal inProgress() {
        return inProgress;
    }

    /** Returns the signal for the completion of the phase. */
    public SyncSignal completed() {
        return completed;
    }

    /** As {@code started().connect(listener)}. */
    public Subscription onStarted(Consumer<SyncEvent> listener) {
        return started.connect(listener);
    }

    /** As {@code inProgress().connect(listener)}. */
    public Subscription onInProgress(Consumer<SyncEvent> listener) {
        return inProgress.connect(listener);
    }

    /** As {@code completed().connect(listener)}. */
    public Subscription onCompleted(Consumer<SyncEvent> listener) {
        return completed.connect(listener);
    }
}
