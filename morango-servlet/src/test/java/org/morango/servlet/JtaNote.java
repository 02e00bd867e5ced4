package org.morango.servlet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Syncable;

/** A note with a unique text. A sequence numbers the notes of each application. */
@Entity
@Syncable(profile = "notes", model = "note", partition = "${root}:notes")
class JtaNote {
    @Id
    @GeneratedValue
    private Long id;

    @Column(length = 200, nullable = false, unique = true)
    private String text = "";

    protected JtaNote() {}

    JtaNote(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
