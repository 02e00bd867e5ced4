package org.morango.example.notes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A note in a notebook. */
@Entity
@Syncable(profile = NotesApplication.PROFILE, model = "note")
class Note extends SyncableEntity {
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

    @Override
    protected String partition() {
        return notebook().root() + ":notebooks";
    }

    Notebook notebook() {
        if (notebook == null) {
            throw new IllegalStateException("A note is in a notebook.");
        }
        return notebook;
    }

    String text() {
        return text;
    }

    void write(String newText, Instant when) {
        this.text = newText;
        this.written = when;
    }
}
