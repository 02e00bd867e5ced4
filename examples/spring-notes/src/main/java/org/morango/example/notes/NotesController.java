package org.morango.example.notes;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Endpoints for the notes on the page. */
@RestController
@RequestMapping("/api")
class NotesController {
    private static final int MAX_TITLE = 200;
    private static final int MAX_TEXT = 4_000;

    private final Notebooks notebooks;
    private final Notes notes;
    private final Membership membership;
    private final Clock clock = Clock.systemUTC();

    NotesController(Notebooks notebooks, Notes notes, Membership membership) {
        this.notebooks = notebooks;
        this.notes = notes;
        this.membership = membership;
    }

    /** A notebook as the page shows it. */
    record ShownNotebook(String id, String title, List<ShownNote> notes) {}

    record ShownNote(String id, String text) {}

    /** Body of the page's requests. */
    record Text(String text) {
        String checked(int longest) {
            if (text == null || text.isBlank() || text.length() > longest) {
                throw new ResponseStatusException(
                        HttpStatus.BAD_REQUEST, "A text of 1 to " + longest + " characters is needed.");
            }
            return text.strip();
        }
    }

    /** Returns the root's id for instances that want to join; empty before this instance has joined itself. */
    @GetMapping(value = "/root", produces = "text/plain")
    String root() {
        return membership.root().orElse("");
    }

    @GetMapping("/notebooks")
    @Transactional(readOnly = true)
    List<ShownNotebook> all() {
        Map<String, ShownNotebook> shown = new LinkedHashMap<>();
        notebooks
                .findAllByOrderByTitle()
                .forEach(n -> shown.put(id(n.getId()), new ShownNotebook(id(n.getId()), n.title(), new ArrayList<>())));
        for (Note note : notes.inOrder()) {
            Objects.requireNonNull(shown.get(id(note.notebook().getId())))
                    .notes()
                    .add(new ShownNote(id(note.getId()), note.text()));
        }
        return List.copyOf(shown.values());
    }

    private static String id(@Nullable String id) {
        return Objects.requireNonNull(id);
    }

    @PostMapping("/notebooks")
    @Transactional
    public String addNotebook(@RequestBody Text title) {
        String root = membership
                .root()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT, "Sync first, to join the others."));
        return id(notebooks.save(new Notebook(root, title.checked(MAX_TITLE))).getId());
    }

    @PostMapping("/notebooks/{id}/notes")
    @Transactional
    public String addNote(@PathVariable String id, @RequestBody Text text) {
        Notebook notebook = notebooks.findById(id).orElseThrow(NotesController::gone);
        return id(notes.save(new Note(notebook, text.checked(MAX_TEXT), now())).getId());
    }

    @PutMapping("/notes/{id}")
    @Transactional
    public void write(@PathVariable String id, @RequestBody Text text) {
        notes.findById(id).orElseThrow(NotesController::gone).write(text.checked(MAX_TEXT), now());
    }

    @DeleteMapping("/notes/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    public void delete(@PathVariable String id) {
        notes.deleteById(id);
    }

    private Instant now() {
        return clock.instant();
    }

    private static ResponseStatusException gone() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
}
