package org.morango.spring.autoconfigure;

import org.morango.live.PeerSyncs;
import org.springframework.context.SmartLifecycle;

/** Lets the syncs begin when the application has started, and end before it does. */
record PeerSyncsLifecycle(PeerSyncs syncs) implements SmartLifecycle {

    @Override
    public void start() {
        syncs.start();
    }

    @Override
    public void stop() {
        syncs.stop();
    }

    @Override
    public boolean isRunning() {
        return syncs.isRunning();
    }
}
