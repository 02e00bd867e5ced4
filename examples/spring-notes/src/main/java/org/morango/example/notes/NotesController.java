package org.morango.example.notes;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Clock clock = Clock.systemUTC();

    NotesController(Notebooks notebooks, Notes notes) {
        this.notebooks = notebooks;
        this.notes = notes;
    }

    /** A notebook as the page shows it. */
    record ShownNotebook(long id, String title, List<ShownNote> notes) {}

    record ShownNote(long id, String text) {}

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

    @GetMapping("/notebooks")
    @Transactional(readOnly = true)
    List<ShownNotebook> all() {
        Map<Long, ShownNotebook> shown = new LinkedHashMap<>();
        notebooks
                .findAllByOrderByTitle()
                .forEach(n -> shown.put(n.id(), new ShownNotebook(n.id(), n.title(), new ArrayList<>())));
        for (Note note : notes.inOrder()) {
            Objects.requireNonNull(shown.get(note.notebook().id())).notes().add(new ShownNote(note.id(), note.text()));
        }
        return List.copyOf(shown.values());
    }

    @PostMapping("/notebooks")
    @Transactional
    public long addNotebook(@RequestBody Text title) {
        return notebooks.save(new Notebook(title.checked(MAX_TITLE))).id();
    }

    @PostMapping("/notebooks/{id}/notes")
    @Transactional
    public long addNote(@PathVariable long id, @RequestBody Text text) {
        Notebook notebook = notebooks.findById(id).orElseThrow(NotesController::gone);
        return notes.save(new Note(notebook, text.checked(MAX_TEXT), now())).id();
    }

    @PutMapping("/notes/{id}")
    @Transactional
    public void write(@PathVariable long id, @RequestBody Text text) {
        notes.findById(id).orElseThrow(NotesController::gone).write(text.checked(MAX_TEXT), now());
    }

    @DeleteMapping("/notes/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    public void delete(@PathVariable long id) {
        notes.deleteById(id);
    }

    private Instant now() {
        return clock.instant();
    }

    private static ResponseStatusException gone() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
}
