package org.morango.example.boot3;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** A line of text. */
@Entity
@Syncable(profile = "notes", model = "note")
class Note {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    private String text = "";

    protected Note() {}

    Note(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
