package org.morango.example.notes;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.morango.common.MorangoException;
import org.morango.spring.PeerStatus;
import org.morango.spring.PeerSyncs;
import org.morango.spring.event.PeerSyncEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.SyncSignalEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Syncs on request, and sends progress to the pages, whatever has started a sync. */
@RestController
@RequestMapping("/api")
class SyncController {
    private static final Logger LOG = LoggerFactory.getLogger(SyncController.class);

    private final PeerSyncs syncs;
    private final TaskExecutor tasks;
    private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();

    SyncController(PeerSyncs syncs, TaskExecutor tasks) {
        this.syncs = syncs;
        this.tasks = tasks;
    }

    @GetMapping("/peers")
    List<PeerStatus> peers() {
        return syncs.status();
    }

    /** Starts a sync with all peers. Events report the results. */
    @PostMapping("/sync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void sync() {
        tasks.execute(() -> syncs.status().forEach(peer -> sync(peer.name())));
    }

    private void sync(String peer) {
        try {
            syncs.sync(peer);
        } catch (MorangoException e) {
            LOG.info("The sync with {} has failed: {}", peer, e.getMessage());
        }
    }

    @GetMapping(value = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() throws IOException {
        SseEmitter page = new SseEmitter(0L);
        page.onCompletion(() -> pages.remove(page));
        page.onTimeout(page::complete);
        page.onError(e -> pages.remove(page));
        // Tells the page that it receives everything from now on.
        page.send(SseEmitter.event().name("connected").data(""));
        pages.add(page);
        return page;
    }

    @EventListener
    void signal(SyncSignalEvent event) {
        tell(
                "progress",
                Map.of(
                        "peer", event.peer(),
                        "what", event.group().name().toLowerCase(Locale.ROOT),
                        "phase", event.phase().name(),
                        "done", event.progress().recordsTransferred(),
                        "total", event.progress().recordsTotal()));
    }

    @EventListener
    void ended(PeerSyncEvent event) {
        if (event instanceof PeerSyncEvent.Succeeded succeeded) {
            tell("succeeded", succeeded.outcome());
        } else if (event instanceof PeerSyncEvent.Failed failed) {
            tell(
                    "failed",
                    Map.of(
                            "peer",
                            failed.peer(),
                            "reason",
                            String.valueOf(failed.error().getMessage())));
        }
    }

    @EventListener
    void rows(RowsChangedEvent event) {
        tell("changed", Map.of("entity", event.changes().entity().getSimpleName()));
    }

    /** Closes the streams, because the web server would wait for them. */
    @EventListener(ContextClosedEvent.class)
    void closing() {
        pages.forEach(SseEmitter::complete);
    }

    private void tell(String name, Object data) {
        for (SseEmitter page : pages) {
            try {
                page.send(SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON));
            } catch (IOException | IllegalStateException e) {
                // The page was closed.
                pages.remove(page);
            }
        }
    }
}
