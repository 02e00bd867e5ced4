package org.morango.example.notes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** A note in a notebook. */
@Entity
@Syncable(profile = NotesApplication.PROFILE, model = "note")
class Note {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @ManyToOne(optional = false)
    private @Nullable Notebook notebook;

    @Column(length = 4_000, nullable = false)
    private String text = "";

    @Column(nullable = false)
    private Instant written = Instant.EPOCH;

    protected Note() {}

    Note(Notebook notebook, String text, Instant written) {
        this.notebook = notebook;
        this.text = text;
        this.written = written;
    }

    long id() {
        return Objects.requireNonNull(id);
    }

    Notebook notebook() {
        return Objects.requireNonNull(notebook);
    }

    String text() {
        return text;
    }

    void write(String newText, Instant when) {
        this.text = newText;
        this.written = when;
    }
}
