package org.morango.example.notes;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.morango.live.PeerStatus;
import org.morango.live.PeerSyncs;
import org.morango.spring.event.PeerStateEvent;
import org.morango.spring.event.RowsChangedEvent;
import org.morango.spring.event.SyncSignalEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Shows the pages whether the instance is in sync, and syncs on request. */
@RestController
@RequestMapping("/api")
class SyncController {
    private final PeerSyncs syncs;
    private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();

    SyncController(PeerSyncs syncs) {
        this.syncs = syncs;
    }

    @GetMapping("/peers")
    List<PeerStatus> peers() {
        return syncs.status();
    }

    /** Syncs with all peers now. Events report the results. */
    @PostMapping("/sync")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void sync() {
        syncs.names().forEach(peer -> syncs.get(peer).syncNow());
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
    void state(PeerStateEvent event) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("peer", event.peer());
        shown.put("phase", event.state().phase());
        shown.put("reason", event.state().reason());
        shown.put("received", event.state().received());
        shown.put("sent", event.state().sent());
        tell("state", shown);
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
