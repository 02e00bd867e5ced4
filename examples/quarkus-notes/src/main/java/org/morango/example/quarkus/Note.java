package org.morango.example.quarkus;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** A note. */
@Entity
@Syncable(profile = "notes", model = "note")
public class Note {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(length = 4_000, nullable = false)
    private String text = "";

    protected Note() {}

    public Note(String text) {
        this.text = text;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getText() {
        return text;
    }
}
