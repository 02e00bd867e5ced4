package org.morango.example.quarkus;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A note. */
@Entity
@Syncable(profile = NotesPeer.PROFILE, model = "note")
public class Note extends SyncableEntity {
    @Column(length = 32, nullable = false)
    private String root = "";

    @Column(length = 4_000, nullable = false)
    private String text = "";

    protected Note() {}

    Note(String root, String text) {
        this.root = root;
        this.text = text;
    }

    @Override
    protected String partition() {
        return root + ":notes";
    }

    String text() {
        return text;
    }
}
