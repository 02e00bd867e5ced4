package org.morango.testkit.simulation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.morango.server.ResponseStream;
import org.morango.transport.Transport;

/** An answer that goes on, as the network carries it. Nobody tells either side that it is broken, or somebody does. */
final class SimulatedStream implements Transport.Stream {
    private static final int MOST_LATENCY = 20;
    private static final Duration LATE = Duration.ofSeconds(10);
    private static final String FORGED = "event: news\ndata: x\n\n";

    private final Scheduler scheduler;
    private final Random random;
    private final SimulatedProcess client;
    private final SimulatedPeer server;
    private final Transport.Response head;
    private final ResponseStream body;
    private final Transport.Lines lines;
    private boolean isMoving;
    private boolean isSilent;
    private boolean isOver;
    private int news;

    SimulatedStream(
            Scheduler scheduler,
            Random random,
            SimulatedProcess client,
            SimulatedPeer server,
            Transport.Response head,
            ResponseStream body,
            Transport.Lines lines) {
        this.scheduler = scheduler;
        this.random = random;
        this.client = client;
        this.server = server;
        this.head = head;
        this.body = body;
        this.lines = lines;
    }

    void begin() {
        body.begin(this::available);
    }

    SimulatedProcess client() {
        return client;
    }

    /** Returns how often the server has said that there is something new. */
    int news() {
        return news;
    }

    @Override
    public Transport.Response head() {
        return head;
    }

    /** Called by the server, whatever it holds at that time. */
    private void available() {
        if (!isMoving) {
            isMoving = true;
            scheduler.start(this::move);
        }
    }

    private void move() {
        scheduler.pause(Duration.ofMillis(random.nextInt(MOST_LATENCY)));
        if (server.isDue(Fault.LATE_EVENTS)) {
            scheduler.pause(LATE);
        }
        isMoving = false;
        if (server.isDue(Fault.BROKEN_STREAM)) {
            breakOff();
        }
        isSilent |= server.isDue(Fault.SILENT_STREAM);
        String events = new String(body.take(), StandardCharsets.UTF_8);
        news += isOver ? 0 : (int) events.lines().filter("event: news"::equals).count();
        if (isOver || isSilent || server.isDue(Fault.LOST_EVENTS)) {
            return;
        }
        tell(events);
        if (server.isDue(Fault.DOUBLE_EVENTS)) {
            tell(events);
        }
        if (server.isDue(Fault.FORGED_EVENT)) {
            tell(FORGED);
        }
        if (body.isOver()) {
            isOver = true;
            lines.ended();
        }
    }

    private void tell(String events) {
        if (!events.isEmpty()) {
            List.of(events.split("\n", -1)).forEach(lines::line);
        }
    }

    /** Breaks the connection, because a process has died or by itself. Sometimes a side does not notice. */
    void breakOff() {
        boolean clientNotices = random.nextBoolean();
        boolean serverNotices = random.nextBoolean();
        if (isOver) {
            return;
        }
        isSilent = true;
        scheduler.start(() -> {
            if (serverNotices) {
                body.disconnected();
            }
            if (clientNotices && !client.isDead() && !isOver) {
                isOver = true;
                lines.ended();
            }
        });
    }

    @Override
    public void close() {
        if (!isOver) {
            isOver = true;
            scheduler.start(() -> {
                body.disconnected();
                lines.ended();
            });
        }
    }
}
