package org.morango.example.boot3;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A line of text. */
@Entity
@Syncable(profile = "notes", model = "note")
class Note extends SyncableEntity {
    private String notebook = "";
    private String text = "";

    protected Note() {}

    Note(String notebook, String text) {
        this.notebook = notebook;
        this.text = text;
    }

    @Override
    protected String partition() {
        return notebook;
    }

    String text() {
        return text;
    }
}
