package org.morango.common;

import java.time.Duration;

/** An alarm that waits at a monitor. */
final class MonitorAlarm implements Alarm {
    private boolean isRinging;

    @Override
    public synchronized void await(Duration most) throws InterruptedException {
        if (!isRinging) {
            wait(Math.max(1, most.toMillis()));
        }
        isRinging = false;
    }

    @Override
    public synchronized void ring() {
        isRinging = true;
        notifyAll();
    }
}
